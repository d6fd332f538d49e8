import assert from "node:assert/strict";
import pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("sql/migrations", () => {
  let database: ConnectionParameters;
  let client: pg.Client;
  beforeEach(async () => {
    database = await freshDatabase();
    client = new pg.Client({ ...database, ssl: false });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await dropDatabase(database);
  });

  const query = async (text: string, values: unknown[] = []) =>
    (await client.query<Record<string, unknown>>(text, values)).rows;

  const addUser = async (handle: string, email = `${handle}@example.com`, sub = `sub-${handle}`) =>
    (
      await query(
        "insert into users (display_name, email, handle, cognito_user_id) values ('A name', $2, $1, $3) returning uuid",
        [handle, email, sub],
      )
    )[0]!["uuid"] as string;
  const addCrud = async (user: string, message = "hello", parent: string | null = null) =>
    (
      await query(
        "insert into activities (user_uuid, message, reply_to_activity_uuid) values ($1, $2, $3) returning uuid",
        [user, message, parent],
      )
    )[0]!["uuid"] as string;
  const hold = (handle: string, user: string) =>
    query("insert into handle_reservations (handle, user_name, user_uuid) values ($1, 'n', $2)", [
      handle,
      user,
    ]);

  it("keeps the bootcamp's column names, with the right types", async () => {
    const columns = {
      "activities.uuid": "uuid not null",
      "activities.user_uuid": "uuid not null",
      "activities.message": "text not null",
      "activities.replies_count": "integer not null",
      "activities.reposts_count": "integer not null",
      "activities.likes_count": "integer not null",
      "activities.reply_to_activity_uuid": "uuid",
      "activities.expires_at": "timestamp with time zone",
      "activities.created_at": "timestamp with time zone not null",
      "users.uuid": "uuid not null",
      "users.display_name": "text not null",
      "users.handle": "text not null",
      "users.email": "text not null",
      "users.cognito_user_id": "text not null",
      "users.created_at": "timestamp with time zone not null",
    };
    const rows = await query(
      `select attrelid::regclass || '.' || attname as name,
        format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end as type
       from pg_attribute where attrelid in ('users'::regclass, 'activities'::regclass) and attnum > 0`,
    );
    const found = new Map(rows.map(({ name, type }) => [name, type]));
    for (const [name, type] of Object.entries(columns)) assert.equal(found.get(name), type, name);
  });

  it("makes keys that grow with time", async () => {
    const author = await addUser("ada");
    const made: string[] = [];
    for (let index = 0; index < 50; index += 1) made.push(await addCrud(author));
    assert.deepEqual([...made].sort(), made);
    for (const uuid of made) assert.equal(uuid[14], "7");
  });

  it("stores one instant, whatever the session's time zone", async () => {
    await query("set time zone 'Asia/Kolkata'");
    await addUser("ada");
    await query("set time zone 'America/St_Johns'");
    const [row] = await query(
      "select abs(extract(epoch from now() - created_at)) < 60 as fresh from users",
    );
    assert.equal(row!["fresh"], true);
  });

  for (const [first, second] of [
    ["ada", "Ada"],
    ["Ada", "ADA"],
  ] as const) {
    it(`refuses handle ${second} when there is ${first}`, async () => {
      await addUser(first);
      await assert.rejects(addUser(second, "other@example.com"), {
        code: "23505",
        constraint: "users_handle_key",
      });
    });
  }

  it("refuses an email in another case", async () => {
    await addUser("ada", "ada@example.com");
    await assert.rejects(addUser("other", "ADA@Example.com"), { constraint: "users_email_key" });
  });

  it("refuses a Cognito id twice, but lets 'MOCK' repeat", async () => {
    await addUser("one", "one@example.com", "MOCK");
    await addUser("two", "two@example.com", "MOCK");
    await addUser("three", "three@example.com", "a-sub");
    await assert.rejects(addUser("four", "four@example.com", "a-sub"), {
      constraint: "users_cognito_user_id_key",
    });
  });

  for (const statement of [
    "insert into users (display_name, email, handle, cognito_user_id) values ('', 'a@b.c', 'ada', 's')",
    "insert into users (display_name, email, handle, cognito_user_id) values ('A', 'a', 'ada', 's')",
    "insert into users (display_name, email, handle, cognito_user_id) values ('A', 'a@b.c', '', 's')",
    "insert into users (display_name, email, handle, cognito_user_id) values ('A', 'a@b.c', 'ada', '')",
    "insert into handle_reservations (handle, user_name, email, display_name, expires_at) values ('Ada', 'n', 'a@b.c', 'A', now())",
    "insert into handle_reservations (handle, user_name, email, display_name) values ('ada', 'n', 'a@b.c', 'A')",
    "insert into cruddur_meta (singleton, environment, stack) values (false, 'a', 'b')",
  ]) {
    it(`refuses ${statement.slice(12)}`, () => assert.rejects(query(statement), { code: "23514" }));
  }

  it("refuses counts below none, and a crud of nobody", async () => {
    const author = await addUser("ada");
    await addCrud(author);
    for (const column of ["replies_count", "reposts_count", "likes_count"]) {
      await assert.rejects(query(`update activities set ${column} = -1`), { code: "23514" });
    }
    await assert.rejects(addCrud("0192a000-0000-7000-8000-000000000000"), { code: "23503" });
  });

  it("refuses a held handle that still carries somebody's email and name", async () => {
    const ada = await addUser("ada");
    await hold("ada", ada);
    await assert.rejects(
      query("update handle_reservations set email = 'a@b.c', display_name = 'A'"),
      {
        code: "23514",
      },
    );
  });

  it("deletes a user's cruds with the user and frees the handle", async () => {
    const ada = await addUser("ada");
    const other = await addUser("other");
    await hold("ada", ada);
    const crud = await addCrud(ada);
    const reply = await addCrud(other, "hello back", crud);
    await query("delete from users where handle = 'ada'");
    assert.deepEqual(await query("select uuid, reply_to_activity_uuid from activities"), [
      { uuid: reply, reply_to_activity_uuid: null },
    ]);
    assert.deepEqual(await query("select from handle_reservations"), []);
    await addUser("ada", "new@example.com", "new-sub");
  });

  it("lets the environment marker be one row only", async () => {
    await query("delete from cruddur_meta");
    await query("insert into cruddur_meta (environment, stack) values ('a', 'b')");
    await assert.rejects(query("insert into cruddur_meta (environment, stack) values ('c', 'd')"), {
      code: "23505",
    });
  });
});

describe("the template of the tests", () => {
  it("is UTF-8, whatever the machine's locale", async () => {
    const database = await freshDatabase();
    await withClient(database, "test", async (client) => {
      const { rows } = await client.query("show server_encoding");
      assert.equal(rows[0].server_encoding, "UTF8");
    });
    await dropDatabase(database);
  });
});
