import assert from "node:assert/strict";
import fc from "fast-check";
import pg from "pg";
import { LocalApi, type Answer } from "./local-api.ts";

interface Crud {
  readonly uuid: string;
  readonly message: string;
  readonly created_at: string;
  readonly expires_at: string;
}

const linkOf = (answer: Answer): string | undefined =>
  /^<(\/api\/activities\/home\?[^>]+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];

describe("GET /api/activities/home", () => {
  let api: LocalApi;
  beforeEach(async () => void (api = await LocalApi.open()));
  afterEach(() => api.close());

  const addCruds = (count: number, age = "index * interval '1 minute'") =>
    api.query(
      `insert into activities (user_uuid, message, created_at, expires_at)
       select (select uuid from users order by created_at limit 1), 'crud ' || index, now() - ${age}, now() + interval '1 day'
       from generate_series(1, $1) as index`,
      [count],
    );
  const messagesOf = (answer: Answer) => (answer.json as Crud[]).map(({ message }) => message);

  it("is an empty array, without a next page, when there is nothing", async () => {
    const answer = await api.get("/api/activities/home");
    assert.equal(answer.status, 200);
    assert.equal(answer.text, "[]");
    assert.equal(answer.headers.get("link"), null);
  });

  it("gives the bootcamp's fields, in its order and shape, without a sign-in", async () => {
    const ada = await api.addUser("ada");
    const [parent] = await api.query(
      "insert into activities (user_uuid, message, created_at) values ($1, 'first', now() - interval '1 hour') returning uuid",
      [ada],
    );
    await api.query(
      "insert into activities (user_uuid, message, expires_at, reply_to_activity_uuid, likes_count) values ($1, 'second', now() + interval '1 day', $2, 3)",
      [ada, parent!["uuid"]],
    );
    const answer = await api.get("/api/activities/home");
    const [reply, first] = answer.json as [Crud & Record<string, unknown>, Crud];
    assert.deepEqual(Object.keys(reply), [
      ...["uuid", "display_name", "handle", "message", "replies_count", "reposts_count"],
      ...["likes_count", "reply_to_activity_uuid", "expires_at", "created_at"],
    ]);
    const { uuid, expires_at, created_at, ...rest } = reply;
    assert.deepEqual(rest, {
      display_name: "Ada",
      handle: "ada",
      message: "second",
      replies_count: 0,
      reposts_count: 0,
      likes_count: 3,
      reply_to_activity_uuid: first.uuid,
    });
    assert.match(uuid, /^[0-9a-f-]{36}$/);
    assert.equal(Date.parse(expires_at) - Date.parse(created_at), 86_400_000);
    assert.equal(first.expires_at, null);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  });

  it("hides a crud from the very moment that the database's clock says", async () => {
    const ada = await api.addUser("ada");
    const client = await api.superuser.connect();
    try {
      // now() stands still within a transaction.
      await client.query("begin");
      await client.query(
        `insert into activities (user_uuid, message, expires_at) values
          ($1, 'past', now() - interval '1 microsecond'), ($1, 'now', now()), ($1, 'next', now() + interval '1 microsecond')`,
        [ada],
      );
      api.use(client);
      assert.deepEqual(messagesOf(await api.get("/api/activities/home")), ["next"]);
      await client.query("rollback");
    } finally {
      client.release();
    }
  });

  it("does not change with the session's time zone or this process's", async () => {
    await api.addUser("ada");
    await addCruds(30);
    await api.query(
      "update activities set expires_at = now() + interval '10 minutes' where message like '%1'",
    );
    await api.query(
      "update activities set expires_at = now() - interval '10 minutes' where message like '%2'",
    );
    const wanted = await walk(7);
    const before = process.env["TZ"];
    for (const zone of ["Pacific/Kiritimati", "America/St_Johns", "UTC"]) {
      process.env["TZ"] = zone;
      const client = new pg.Client({ ...api.database, ssl: false });
      await client.connect();
      await client.query(`set time zone '${zone}'`);
      api.use(client);
      try {
        assert.deepEqual(await walk(7), wanted, zone);
      } finally {
        await client.end();
        if (before === undefined) delete process.env["TZ"];
        else process.env["TZ"] = before;
      }
    }
  });

  it("gives 20 when no limit is asked, and the address of the next page", async () => {
    await api.addUser("ada");
    await addCruds(21);
    const first = await api.get("/api/activities/home");
    assert.equal(messagesOf(first).length, 20);
    const second = await api.get(linkOf(first)!);
    assert.deepEqual(messagesOf(second), ["crud 21"]);
    assert.equal(second.headers.get("link"), null);
  });

  it("names no next page when the page is just full", async () => {
    await api.addUser("ada");
    await addCruds(20);
    assert.equal((await api.get("/api/activities/home?limit=20")).headers.get("link"), null);
    assert.ok((await api.get("/api/activities/home?limit=19")).headers.get("link"));
  });

  it("gives every live crud exactly once and in order, in pages of any size, also of one instant", async () => {
    await api.addUser("ada");
    await addCruds(23);
    await addCruds(12, "interval '30 seconds'");
    await api.query(
      "update activities set expires_at = now() - interval '1 second' where message in ('crud 3', 'crud 20')",
    );
    const rows = await api.query(
      "select uuid from activities where expires_at > now() order by created_at desc, uuid desc",
    );
    const wanted = rows.map(({ uuid }) => uuid);
    assert.equal(wanted.length, 32);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (limit) => {
        assert.deepEqual(await walk(limit), wanted);
      }),
      { numRuns: 25 },
    );
  });

  it("gives every crud of the first look exactly once while new ones come in", async () => {
    const ada = await api.addUser("ada");
    await addCruds(30);
    const rows = await api.query("select uuid from activities order by created_at desc, uuid desc");
    const seen = await walk(4, () =>
      api.query(
        "insert into activities (user_uuid, message) select $1, 'new' from generate_series(1, 3)",
        [ada],
      ),
    );
    assert.deepEqual(
      seen,
      rows.map(({ uuid }) => uuid),
    );
  });

  it("goes on where it was when the last crud of a page is gone", async () => {
    await api.addUser("ada");
    await addCruds(6);
    const first = await api.get("/api/activities/home?limit=2");
    await api.query("delete from activities where message = 'crud 2'");
    assert.deepEqual(messagesOf(await api.get(linkOf(first)!)), ["crud 3", "crud 4"]);
  });

  for (const query of [
    "limit=0",
    "limit=-1",
    "limit=101",
    "limit=1.5",
    "limit=ten",
    "limit=",
    "limit=1e1",
    "limit=9999",
  ]) {
    it(`refuses ?${query}`, async () => {
      const answer = await api.get(`/api/activities/home?${query}`);
      assert.equal(answer.status, 400);
      assert.deepEqual((answer.json as { errors: string[] }).errors, ["limit_invalid"]);
    });
  }

  it("refuses a cursor that is none, and says both faults at once", async () => {
    const cursor = Buffer.from(
      "2026-02-30T00:00:00.000000Z_0192b000-0000-7000-8000-000000000001",
    ).toString("base64url");
    for (const after of ["", "x", "%00", "'; drop table users; --", cursor, "x".repeat(5_000)]) {
      const answer = await api.get(
        `/api/activities/home?limit=0&after=${encodeURIComponent(after)}`,
      );
      assert.equal(answer.status, 400);
      assert.deepEqual((answer.json as { errors: string[] }).errors, [
        "limit_invalid",
        "after_invalid",
      ]);
    }
    assert.deepEqual(api.errors, []);
  });

  /** The uuids of all pages, by following Link. */
  async function walk(
    limit: number,
    between: () => Promise<unknown> = async () => {},
  ): Promise<string[]> {
    const seen: string[] = [];
    let next: string | undefined = `/api/activities/home?limit=${limit}`;
    while (next) {
      const answer: Answer = await api.get(next);
      assert.equal(answer.status, 200, answer.text);
      const page = answer.json as Crud[];
      assert.ok(page.length <= limit);
      seen.push(...page.map(({ uuid }) => uuid));
      next = linkOf(answer);
      if (next) await between();
    }
    return seen;
  }
});
