import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runner } from "node-pg-migrate";
import type pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { isEmptyPart } from "#database/migrations/empty";
import { readMigration } from "#database/migrations/file";
import {
  listMigrations,
  migrate,
  MIGRATIONS_DIRECTORY,
  MIGRATIONS_TABLE,
} from "#database/migrations/migrate";
import { UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import { dropDatabase, testServer } from "#test/databases";

const UP = "-- Up Migration\n\n";

async function expectUserError(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => assert.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

describe("migrate", () => {
  let directory: string;
  let database: ConnectionParameters;
  let count = 0;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-migrations-"));
    const { maintenance, ...server } = await testServer();
    database = { ...server, database: `migrate_${(count += 1)}` };
    await withClient({ ...server, database: maintenance }, "test", (client) =>
      client.query(
        `create database ${identifier(database.database)} template template0 encoding 'UTF8'`,
      ),
    );
  });
  afterEach(async () => {
    await dropDatabase(database);
    await rm(directory, { recursive: true });
  });

  const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
  const connected = <T>(work: (client: pg.Client) => Promise<T>) =>
    withClient(database, "test", work);
  const run = () => connected((client) => migrate(client, directory));
  const tables = () =>
    connected(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '${MIGRATIONS_TABLE}' order by 1`,
      );
      return rows.map(({ name }) => name);
    });

  it("runs what the database lacks, in order, once", async () => {
    await write("0001-one.sql", `${UP}create table one (id int primary key);`);
    await write("0002-two.sql", `${UP}create table two (id int references one);`);
    assert.deepEqual(await run(), ["0001-one", "0002-two"]);
    assert.deepEqual(await run(), []);
    await write("0003-three.sql", `${UP}create table three ();`);
    assert.deepEqual(await run(), ["0003-three"]);
    assert.deepEqual(await tables(), ["one", "three", "two"]);
  });

  it("refuses an applied migration that was edited", async () => {
    await write("0001-one.sql", `${UP}create table one ();`);
    await run();
    await write("0001-one.sql", `${UP}create table uno ();`);
    const error = await expectUserError(run());
    assert.match(error.message, /0001-one\.sql was edited after it was applied/);
    assert.match(error.hint!, /npm run db:setup/);
  });

  it("refuses an edit of a migration that was applied in a run whose later migration failed", async () => {
    await write("0001-one.sql", `${UP}create table one ();`);
    await write("0002-two.sql", `${UP}create tabel two ();`);
    await expectUserError(run());
    await write("0001-one.sql", `${UP}create table uno ();`);
    assert.match((await expectUserError(run())).message, /0001-one\.sql was edited/);
  });

  it("takes Windows line ends for the same migration", async () => {
    const text = `${UP}create table one (\n  id int\n);\n`;
    await write("0001-one.sql", text);
    await run();
    await write("0001-one.sql", text.replaceAll("\n", "\r\n"));
    assert.deepEqual(await run(), []);
  });

  it("runs a file with Windows line ends, and finds the place of a fault in it", async () => {
    await write("0001-one.sql", `${UP}create table one (\n  id int\n);\n`.replaceAll("\n", "\r\n"));
    await write("0002-two.sql", "-- Up Migration\r\n\r\nselect 1;\r\nselect\r\n\tnowhere;\r\n");
    const error = await expectUserError(run());
    assert.match(
      error.message,
      /0002-two\.sql:5:2: column "nowhere" does not exist\n {4}\tnowhere;\n {4}\t\^$/,
    );
    assert.deepEqual(await tables(), ["one"]);
  });

  it("makes the same function of a file with Windows line ends", async () => {
    const text = `${UP}create function one() returns int language sql as $$\n  select\n    1\n$$;\n`;
    await write("0001-one.sql", text.replaceAll("\n", "\r\n"));
    await run();
    const { rows } = await withClient(database, "test", (client) =>
      client.query("select prosrc from pg_proc where proname = 'one'"),
    );
    assert.deepEqual(rows, [{ prosrc: "\n  select\n    1\n" }]);
  });

  it("refuses an applied migration whose file is gone", async () => {
    await write("0001-one.sql", `${UP}create table one ();`);
    await run();
    await rm(path.join(directory, "0001-one.sql"));
    assert.match((await expectUserError(run())).message, /has migration 0001-one, but .* is gone/);
  });

  it("refuses a migration slipped in before an applied one", async () => {
    await write("0001-one.sql", `${UP}create table one ();`);
    await write("0003-three.sql", `${UP}create table three ();`);
    await run();
    await write("0002-two.sql", `${UP}create table two ();`);
    assert.match((await expectUserError(run())).message, /0002-two\.sql comes before 0003-three/);
    assert.deepEqual(await tables(), ["one", "three"]);
  });

  for (const name of [
    "1-one.sql",
    "0001_one.sql",
    "0001-One.sql",
    "0001-one.SQL",
    "0001-one.sql.orig",
    "readme.md",
  ]) {
    it(`refuses a file called ${name}, and runs nothing`, async () => {
      await write("0000-zero.sql", `${UP}create table zero ();`);
      await write(name, `${UP}create table one ();`);
      const error = await expectUserError(run());
      assert.ok(error.message.includes(name), error.message);
      assert.match(error.hint!, /NNNN-what-it-does\.sql/);
      assert.deepEqual(await tables(), []);
    });
  }

  it("refuses two migrations with one number, as two branches make them", async () => {
    await write("0001-one.sql", `${UP}create table one ();`);
    await write("0001-uno.sql", `${UP}create table uno ();`);
    const error = await expectUserError(run());
    assert.match(error.message, /two migrations with number 0001: 0001-one\.sql, 0001-uno\.sql/);
    assert.deepEqual(await tables(), []);
  });

  it("shows file, line, column, caret and the server's hint of what failed, and keeps nothing of it", async () => {
    await write("0001-one.sql", `${UP}create table one (name text);`);
    await write(
      "0002-two.sql",
      `-- 😀 about two\n\n${UP}create table two ();\ninsert into two default values;\nselect nam from one;\n`,
    );
    const error = await expectUserError(run());
    const [first, line, caret, hint] = error.message.split("\n");
    assert.match(first!, /0002-two\.sql:7:8: column "nam" does not exist$/);
    assert.equal(line, "    select nam from one;");
    assert.equal(caret, "           ^");
    assert.match(hint!, /PostgreSQL's hint: .*one\.name/);
    assert.match(error.hint!, /Nothing of this migration was kept/);
    assert.deepEqual(await tables(), ["one"]);
  });

  for (const [what, text, place, line] of [
    [
      "that comes third, behind comments and statements of nothing",
      "create table two (a text default ';');;\n-- 😀; a comment\ninsert into two values ('x'), ('y');\n/* why; */\n-- and how\n  alter table missing\n    add column b int;\ncreate table three ();\n",
      "8:3",
      "  alter table missing",
    ],
    [
      "in a file with Windows line ends",
      "create table two ();\r\n\r\n-- now\r\nalter table missing add b int;\r\n",
      "6:1",
      "alter table missing add b int;",
    ],
    [
      "without a semicolon",
      "create table two ();\nalter table missing add b int",
      "4:1",
      "alter table missing add b int",
    ],
    [
      "that runs code of its own",
      "create function f() returns int begin atomic select 1; select 2; end;\ndo $$\nbegin\n  raise exception 'missing';\nend $$;\n",
      "4:1",
      "do $$",
    ],
    [
      "of a row that a constraint refuses",
      "create table two (missing int not null);\ninsert into two values (1);\ninsert into two values (null);\n",
      "5:1",
      "insert into two values (null);",
    ],
  ] as const) {
    it(`names the line of a statement ${what}, though the server gives no place`, async () => {
      const up = text.includes("\r") ? UP.replaceAll("\n", "\r\n") : UP;
      await write("0001-one.sql", `${up}${text}`);
      const error = await expectUserError(run());
      const [first, shown, caret] = error.message.split("\n");
      assert.match(first!, new RegExp(`0001-one\\.sql:${place}: .*missing`));
      assert.equal(shown, `    ${line}`);
      assert.equal(caret!.indexOf("^"), 4 + line.search(/\S/));
    });
  }

  it("names the line in a migration that runs outside a transaction", async () => {
    await write(
      "0001-one.sql",
      `-- no-transaction\n${UP}-- why\ndrop index concurrently missing;\n`,
    );
    assert.match((await expectUserError(run())).message, /0001-one\.sql:5:1: .*"missing"/);
  });

  it("names no line of a file for what the commit finds", async () => {
    await write(
      "0001-one.sql",
      `${UP}create table one (id int primary key, up int references one deferrable initially deferred);\ninsert into one values (1, 2);`,
    );
    assert.match((await expectUserError(run())).message, /0001-one\.sql: .*foreign key/);
  });

  it("runs the mended file afterwards, over the same connection", async () => {
    await connected(async (client) => {
      await write("0001-one.sql", `${UP}create tabel one ();`);
      await expectUserError(migrate(client, directory));
      await write("0001-one.sql", `${UP}create table one ();`);
      assert.deepEqual(await migrate(client, directory), ["0001-one"]);
    });
  });

  it("gives the error of a lost connection as it is, since no file is to blame", async () => {
    await write("0001-one.sql", `${UP}select pg_terminate_backend(pg_backend_pid());`);
    await assert.rejects(run(), (error: unknown) => !(error instanceof UserError));
  });

  it("leaves each migration to one of two that run at once", async () => {
    await write("0001-one.sql", `${UP}select pg_sleep(0.2); create table one ();`);
    const results = await Promise.allSettled([run(), run(), run()]);
    const ran = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    assert.deepEqual(ran, ["0001-one"]);
    for (const result of results) {
      if (result.status === "rejected")
        assert.match(result.reason.message, /Somebody else is changing/);
    }
    assert.deepEqual(await run(), []);
  });

  it("asks for no lock on the migrations table when there is nothing to do", async () => {
    await write("0001-one.sql", `${UP}create table one ();`);
    await run();
    await connected(async (reader) => {
      await reader.query(`begin; select from ${MIGRATIONS_TABLE}`);
      await connected(async (client) => {
        await client.query("set lock_timeout = 200");
        assert.deepEqual(await migrate(client, directory), []);
      });
    });
  });

  it("can undo every migration of ours, and do it again", async () => {
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    const all = await listMigrations(directory);
    const run = await connected((client) => migrate(client, directory));
    assert.equal(run.length, all.length);
    await connected(async (client) => {
      await runner({
        dbClient: client,
        dir: directory,
        direction: "down",
        count: all.length,
        migrationsTable: MIGRATIONS_TABLE,
        migrationsSchema: "public",
        logger: { debug() {}, info() {}, warn() {}, error() {} },
      });
    });
    assert.deepEqual(await tables(), []);
    assert.equal((await connected((client) => migrate(client, directory))).length, all.length);
  });
});

describe("sql/migrations", () => {
  it("each say how they are undone", async () => {
    for (const { name, file } of await listMigrations()) {
      const { down } = await readMigration(file);
      assert.ok(down && !isEmptyPart(down), `sql/migrations/${name}.sql has no Down part`);
    }
  });
});
