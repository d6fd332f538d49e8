import assert from "node:assert/strict";
import type { Queryable } from "#lib/sql/statement";
import { asRole } from "#test/databases";
import { openDatabase } from "../../../lambda/shared/database.ts";
import { LocalApi, type Answer } from "./local-api.ts";

const POST = { message: "a secret message", ttl: "1-day" };

describe("the API on a bad day", () => {
  let api: LocalApi;
  beforeEach(async () => {
    api = await LocalApi.open("seeded");
    await api.addUser("ada");
  });
  afterEach(() => api.close());

  /** What the function itself connects with. */
  function openAs(address: Record<string, string> = {}): Queryable {
    const { host, port, database, user, password } = asRole(api.database, "cruddur_api");
    const standard = {
      PGHOST: host,
      PGPORT: String(port),
      PGDATABASE: database,
      PGUSER: user,
      PGPASSWORD: password,
    };
    Object.assign(process.env, standard, address);
    return openDatabase("api-test");
  }
  const failing = (error: object): Queryable => ({ query: () => Promise.reject(error) });
  const everyRoute = async (): Promise<Answer[]> => [
    await api.get("/api/activities/home"),
    await api.post(POST),
    await api.get("/api/me", "ada"),
    await api.get("/api/health"),
  ];
  const codeOf = ({ json }: Answer) => (json as { error: string }).error;

  function assertClean({ text, status }: Answer): void {
    assert.ok(status >= 400);
    assert.doesNotMatch(
      text,
      /select|insert|activities|users|secret| at .*\.ts|node_modules|stack|null/i,
    );
  }

  it("answers 503 with Retry-After on every route while no server answers", async () => {
    api.use(openAs({ PGPORT: "1" }));
    for (const answer of await everyRoute()) {
      assert.equal(answer.status, 503);
      assert.equal(codeOf(answer), "database_unavailable");
      assert.match(answer.headers.get("retry-after")!, /^\d+$/);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assertClean(answer);
    }
    assert.equal(api.errors.length, 4);
  });

  for (const [what, address, code, says] of [
    [
      "the login is refused",
      { PGPASSWORD: "wrong" },
      "database_unavailable",
      /role cannot log in; npm run db:access/,
    ],
    [
      "the database is not there",
      { PGDATABASE: "nowhere" },
      "database_missing",
      /npm run db:setup/,
    ],
  ] as const) {
    it(`answers 503 while ${what}, and says so`, async () => {
      api.use(openAs(address));
      const answer = await api.get("/api/activities/home");
      assert.deepEqual([answer.status, codeOf(answer)], [503, code]);
      assert.match((answer.json as { message: string }).message, says);
    });
  }

  it("answers 503 on every route while the database is empty, and says that it is the schema", async () => {
    const { database } = api.database;
    const empty = `${database}_empty`;
    await api.superuser.query(`create database ${empty}`);
    try {
      api.use(openAs({ PGDATABASE: empty }));
      for (const answer of await everyRoute()) {
        assert.equal(answer.status, 503);
        assert.equal(codeOf(answer), "schema_missing");
        assert.match(answer.headers.get("retry-after")!, /^\d+$/);
        assertClean(answer);
      }
      assert.deepEqual(
        api.errors.map((error) => (error as { code: string }).code),
        Array(4).fill("42P01"),
      );
    } finally {
      await api.superuser.query(`drop database ${empty} with (force)`);
    }
  });

  for (const [what, sql, routes] of [
    [
      "another users table",
      "drop table users cascade; create table users (uuid uuid, handle text)",
      4,
    ],
    ["users without its email", "alter table users drop column email cascade", 2],
    ["no activities", "drop table activities", 3],
    [
      "no key for a statement to go by",
      "alter table handle_reservations drop constraint handle_reservations_pkey",
      1,
    ],
    [
      "a rule that swallows every crud",
      "create rule swallow as on insert to activities do instead nothing",
      2,
    ],
  ] as const) {
    it(`says on every route that it meets, and always of its health, that there is ${what}`, async () => {
      api.use(openAs());
      await api.query(`set cruddur.guard = off; ${sql}`);
      const answers = await everyRoute();
      const foreign = answers.filter((answer) => answer.status >= 500);
      assert.deepEqual(foreign.map(codeOf), Array(routes).fill("schema_foreign"));
      assert.equal(codeOf(answers.at(-1)!), "schema_foreign");
      foreign.forEach(assertClean);
    });
  }

  it("answers 503 when another session keeps the table, and works again afterwards", async () => {
    api.use(openAs());
    const client = await api.superuser.connect();
    await client.query("begin; lock table activities in access exclusive mode");
    const answer = await api.get("/api/activities/home");
    assert.equal(answer.status, 503);
    assertClean(answer);
    await client.query("rollback");
    client.release();
    assert.equal((await api.get("/api/activities/home")).status, 200);
  });

  it("answers 503 when a statement takes too long, and works again afterwards", async () => {
    const slow = openAs();
    api.use({ query: () => slow.query({ text: "select pg_sleep(20)", values: [] }) as never });
    assert.equal((await api.get("/api/activities/home")).status, 503);
    assert.equal((api.errors[0] as { code: string }).code, "57014");
    api.use(slow);
    assert.equal((await api.get("/api/activities/home")).status, 200);
  });

  for (const [code, status] of [
    ["23505", 409],
    ["23503", 409],
    ["23514", 422],
    ["22021", 422],
    ["22P02", 422],
    ["40001", 503],
    ["40P01", 503],
    ["53300", 503],
    ["57P03", 503],
    ["58030", 503],
    ["25006", 503],
    ["ECONNRESET", 503],
    ["EAI_AGAIN", 503],
    ["42P01", 503],
    ["42703", 503],
    ["42501", 500],
    ["XX000", 500],
  ] as const) {
    it(`answers ${status} to ${code}, without the server's words`, async () => {
      const error = Object.assign(new Error('duplicate key in "users" of select secret'), {
        code,
        detail: "Key (email)=(ada@example.com)",
      });
      api.use(failing(error));
      for (const answer of await everyRoute()) {
        assert.equal(answer.status, status);
        assertClean(answer);
        assert.doesNotMatch(answer.text, /ada@|duplicate/);
      }
    });
  }

  for (const error of [
    new TypeError("undefined is not select"),
    new Error("Connection terminated unexpectedly"),
  ]) {
    it(`never shows the text of ${String(error)}`, async () => {
      api.use(failing(error));
      for (const answer of await everyRoute()) assertClean(answer);
    });
  }

  it("writes exactly one crud when the server ends the connection before, while and after it writes", async () => {
    const connection = openAs();
    for (const when of ["before", "while", "after"]) {
      let isFirst = true;
      const end = () =>
        api.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cruddur/api-test' and datname = current_database()",
        );
      await connection.query({ text: "select", values: [] });
      const holder = await api.superuser.connect();
      api.use({
        async query(config) {
          if (!config.text.includes("insert") || !isFirst) return connection.query(config);
          isFirst = false;
          if (when === "before") await end();
          if (when === "while") {
            await holder.query("begin; lock table activities in access exclusive mode");
            const sent = connection.query(config);
            while ((await api.query("select from pg_locks where not granted")).length === 0);
            await end();
            await holder.query("rollback");
            return sent as never;
          }
          if (when === "after") {
            // It was written, but the answer never came: the function sends it again.
            await connection.query(config);
            await end();
          }
          return connection.query(config) as never;
        },
      });
      const { status, json } = await api.post({ message: `ended ${when}`, ttl: "1-day" });
      holder.release();
      assert.equal(status, 201, when);
      assert.deepEqual(
        await api.query("select uuid from activities where message = $1", [`ended ${when}`]),
        [{ uuid: (json as { uuid: string }).uuid }],
      );
    }
  });

  it("sends a statement that ends its own connection twice and no more", async () => {
    await api.query("create sequence tries; grant usage on tries to cruddur_api");
    const connection = openAs();
    const text = "select nextval('tries'), pg_terminate_backend(pg_backend_pid())";
    await assert.rejects(connection.query({ text, values: [] }), { code: "57P01" });
    assert.deepEqual(await api.query("select last_value::int as tries from tries"), [{ tries: 2 }]);
    await connection.query({ text: "select", values: [] });
  });

  it("answers 404 as JSON to what is not there", async () => {
    for (const [method, path] of [
      ["GET", "/api"],
      ["GET", "/api/"],
      ["GET", "/api/nothing"],
      ["DELETE", "/api/activities/home"],
      ["PUT", "/api/me"],
      ["GET", "/api/activities"],
      ["GET", "/api/../etc/passwd"],
      ["GET", "/"],
    ] as const) {
      const answer = await api.request(path, { method });
      assert.equal(answer.status, 404, `${method} ${path}`);
      assert.equal(codeOf(answer), "not_found");
    }
  });

  it("tells its health without an address or a secret", async () => {
    const { status, json, text } = await api.get("/api/health");
    assert.equal(status, 200);
    const { database, server_version, ...rest } = json as Record<string, string>;
    assert.equal(database, api.database.database);
    assert.match(server_version!, /^18/);
    assert.deepEqual(rest, {
      status: "ok",
      target: "local",
      environment: "local",
      schema_version: rest["schema_version"],
    });
    assert.match(rest["schema_version"]!, /^\d{4}$/);
    assert.doesNotMatch(text, /127\.0\.0\.1|password|cruddur_api/);
  });
});
