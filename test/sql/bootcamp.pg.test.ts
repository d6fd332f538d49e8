import assert from "node:assert/strict";
import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import { dropDatabase, freshDatabase, rowsIn } from "#test/databases";

/** SQL of the kind that the bootcamp's week has people write, on our schema as it is, seeds and all. */
describe("the bootcamp's SQL", () => {
  let database: ConnectionParameters;
  let client: pg.Client;
  beforeEach(async () => {
    database = await freshDatabase("seeded");
    client = new pg.Client({ ...database, ssl: false });
    await client.connect();
    await client.query(SEED);
  });
  afterEach(async () => {
    await client.end();
    await dropDatabase(database);
  });

  const SEED = `
    INSERT INTO public.users (display_name, email, handle, cognito_user_id)
    VALUES
      ('Grace Hopper', 'grace@navy.example', 'gracehopper', 'MOCK'),
      ('Alan Turing', 'alan@bletchley.example', 'alanturing', 'MOCK');
    INSERT INTO public.activities (user_uuid, message, expires_at)
    VALUES (
      (SELECT uuid FROM public.users WHERE users.handle = 'gracehopper' LIMIT 1),
      'A nanosecond is this long.',
      current_timestamp + interval '10 day'
    );`;

  const FIELDS = `activities.uuid, users.display_name, users.handle, activities.message, activities.replies_count,
    activities.reposts_count, activities.likes_count, activities.reply_to_activity_uuid,
    activities.expires_at, activities.created_at`;

  /** A query's rows as one JSON array, and its only row as one JSON object. */
  const asArray = (query: string) =>
    `(SELECT COALESCE(array_to_json(array_agg(row_to_json(array_row))), '[]'::json) FROM (${query}) array_row);`;
  const asObject = (query: string) =>
    `(SELECT COALESCE(row_to_json(object_row), '{}'::json) FROM (${query}) object_row);`;

  /** The first column of the first row, as a Python cursor's fetchone()[0] gives it. */
  async function fetchOne(text: string, values: unknown[] = []): Promise<never> {
    const { rows } = await client.query({ text, values, rowMode: "array" });
    return (rows[0] as never[])[0]!;
  }

  it("lists the home feed as one JSON array, newest first", async () => {
    const feed: { handle: string; created_at: string; message: string }[] = await fetchOne(
      asArray(`SELECT ${FIELDS} FROM public.activities
        LEFT JOIN public.users ON users.uuid = activities.user_uuid
        ORDER BY activities.created_at DESC`),
    );
    assert.equal(feed.length, (await rowsIn(client)).activities);
    assert.equal(feed[0]!.message, "A nanosecond is this long.");
    const times = feed.map(({ created_at }) => Date.parse(created_at));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
    assert.deepEqual(Object.keys(feed[0]!), [
      ...["uuid", "display_name", "handle", "message", "replies_count", "reposts_count"],
      ...["likes_count", "reply_to_activity_uuid", "expires_at", "created_at"],
    ]);
  });

  it("takes users without an email who wait as MOCK, and nobody else", async () => {
    const add = (handle: string, id: string | null, email = "null") =>
      client.query(
        `INSERT INTO public.users (display_name, email, handle, cognito_user_id) VALUES ('A B', ${email}, $1, $2) RETURNING email`,
        [handle, id],
      );
    assert.deepEqual((await add("AB", "MOCK")).rows, [{ email: "ab@mock.invalid" }]);
    assert.deepEqual((await add("cd", "MOCK", "'c@d.example'")).rows, [{ email: "c@d.example" }]);
    await client.query(
      "INSERT INTO public.users (display_name, handle, cognito_user_id) VALUES ('A B', 'ef', 'MOCK')",
    );
    await assert.rejects(add("gh", "a-real-one"), /null value in column "email"/);
    await assert.rejects(add("ab", "MOCK"), /users_handle_key|users_email_key/);
    await assert.rejects(
      client.query("UPDATE public.users SET email = null WHERE handle = 'ef'"),
      /null value in column "email"/,
    );
  });

  it("gives an empty array when nothing is there", async () => {
    await client.query("DELETE FROM public.activities");
    assert.deepEqual(await fetchOne(asArray("SELECT uuid FROM public.activities")), []);
  });

  it("creates a crud by handle, gives its uuid, and reads the object by it", async () => {
    const uuid: string = await fetchOne(
      `INSERT INTO public.activities (user_uuid, message, expires_at)
       VALUES ((SELECT uuid FROM public.users WHERE users.handle = $1 LIMIT 1), $2, $3)
       RETURNING uuid;`,
      [
        "alanturing",
        "We can only see a short distance ahead.",
        new Date(Date.now() + 86_400_000).toISOString(),
      ],
    );
    const crud: Record<string, unknown> = await fetchOne(
      asObject(`SELECT ${FIELDS} FROM public.activities
        INNER JOIN public.users ON users.uuid = activities.user_uuid
        WHERE activities.uuid = $1`),
      [uuid],
    );
    assert.equal(crud["uuid"], uuid);
    assert.equal(crud["handle"], "alanturing");
    assert.equal(crud["display_name"], "Alan Turing");
    assert.equal(crud["likes_count"], 0);
    assert.equal(crud["reply_to_activity_uuid"], null);
  });

  it("takes a time without a zone, as strftime writes it", async () => {
    await client.query(
      "UPDATE public.activities SET expires_at = '2031-01-02T03:04:05' WHERE message LIKE 'A nano%'",
    );
    const text = await fetchOne(
      "SELECT expires_at::text FROM public.activities WHERE message LIKE 'A nano%'",
    );
    assert.match(text, /^2031-01-02 03:04:05/);
  });

  it("refuses a crud of a handle that nobody has, instead of writing half of one", async () => {
    await assert.rejects(
      client.query(
        "INSERT INTO public.activities (user_uuid, message) VALUES ((SELECT uuid FROM public.users WHERE handle = 'nobody'), 'x')",
      ),
      { code: "23502" },
    );
  });

  it("has uuid_generate_v4(), and its extension may be asked for again", async () => {
    await client.query('CREATE EXTENSION IF NOT EXISTS "uuid-ossp";');
    assert.match(await fetchOne("SELECT uuid_generate_v4()::text"), /^[0-9a-f-]{14}4/);
    await client.query(
      "INSERT INTO public.users (uuid, display_name, email, handle, cognito_user_id) VALUES (uuid_generate_v4(), 'B', 'b@c.d', 'withv4', 'MOCK')",
    );
  });

  it("writes a user as the bootcamp's Cognito function does", async () => {
    await client.query(
      "INSERT INTO public.users (display_name, email, handle, cognito_user_id) VALUES ($1, $2, $3, $4)",
      ["Ada", "ada@example.com", "ada", "5f0c1a52-1111-4222-8333-444455556666"],
    );
    assert.equal(await fetchOne("SELECT count(*)::int FROM public.users WHERE handle = 'ada'"), 1);
  });
});
