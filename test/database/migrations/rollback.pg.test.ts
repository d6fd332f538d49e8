import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { applicationName, withClient } from "#database/connection/connect";
import { listMigrations, migrate, MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { migrateTarget } from "#database/migrations/migrate-target";
import { migrationStatus } from "#database/migrations/status";
import { MIGRATION_LOCK } from "#database/migrations/runner";
import { newMigration, slugFor } from "#database/migrations/new-migration";
import { asOwner, createDatabase } from "#database/provision";
import { rollback } from "#database/migrations/rollback";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { consentOf, localTarget, removeTarget, within } from "#test/targets";

describe("migrations of a target", () => {
  let directory: string;
  let target: Target;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-rollback-"));
    target = await localTarget();
    const { database } = target.parameters;
    await within(target, (client) => createDatabase(client, database), target.maintenance);
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
    await removeTarget(target);
  });

  const write = (name: string, up: string, down?: string, header = "") =>
    writeFile(
      path.join(directory, `${name}.sql`),
      `${header}-- Up Migration\n${up}\n${down === undefined ? "" : `-- Down Migration\n${down}\n`}`,
    );
  /** Plain migrations, as the owner of the database: without grants and marker. */
  const up = () => within(target, (client) => asOwner(client, () => migrate(client, directory)));
  const back = (more: { steps?: number; confirm?: string; dryRun?: boolean } = {}) =>
    rollback(target, {
      consent: consentOf(more.confirm),
      steps: more.steps ?? 1,
      dryRun: more.dryRun ?? false,
      directory,
    });
  const tables = () =>
    within(target, async (client) => {
      const { rows } = await client.query<{ relname: string }>(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'cruddur_migrations' order by 1",
      );
      return rows.map(({ relname }) => relname);
    });
  const run = (sql: string) => within(target, (client) => client.query(sql));

  describe("rollback", () => {
    it("takes the newest back without a question when nothing is lost", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await write("0002-two", "create table two (id int);", "drop table two;");
      await up();
      assert.deepEqual(await back(), {
        migrations: ["0002-two"],
        loss: [],
        untried: [],
        backups: [],
      });
      assert.deepEqual(await tables(), ["one"]);
      await back();
      await assert.rejects(back(), /nothing to take back/);
      assert.deepEqual(await up(), ["0001-one", "0002-two"]);
    });

    const losses: [string, string, string, RegExp][] = [
      [
        "a table with rows",
        "create table two as select 1 as id;",
        "drop table two;",
        /table public\.two: 1 row$/,
      ],
      [
        "values of a column",
        "alter table one add column extra int default 5;",
        "alter table one drop column extra;",
        /column public\.one\."extra": values in 2 rows/,
      ],
      [
        "rows that are deleted",
        "select 1;",
        "delete from one where id = 1;",
        /table public\.one: 1 row deleted/,
      ],
      [
        "rows that are changed",
        "select 1;",
        "update one set id = id + 10;",
        /column public\.one\."id": 2 of 2 values changed/,
      ],
      ["a table that is emptied", "select 1;", "truncate one;", /table public\.one: emptied/],
    ];
    for (const [what, upSql, downSql, said] of losses) {
      it(`refuses to lose ${what}, says so, and does it when confirmed`, async () => {
        await write(
          "0001-one",
          "create table one as select * from (values (1), (2)) as ids (id);",
          "drop table one;",
        );
        await write("0002-two", upSql, downSql);
        await up();
        await assert.rejects(back(), (error) => {
          assert.ok(error instanceof RefusedError);
          assert.match(error.message, said);
          assert.match(error.hint!, new RegExp(`--confirm ${target.parameters.database}`));
          return true;
        });
        assert.match((await back({ dryRun: true })).loss.join(), said);
        const { rowCount } = await run("select from one");
        assert.equal(rowCount, 2);
        await back({ confirm: target.parameters.database });
        const { rows } = await run("select name from cruddur_migrations");
        assert.deepEqual(rows, [{ name: "0001-one" }]);
      });
    }

    it("loses nothing with an empty table, or a column without values", async () => {
      await write(
        "0001-one",
        "create table one (id int, extra int); insert into one (id) values (1);",
        "drop table one;",
      );
      await write(
        "0002-two",
        "create table two (id int);",
        "drop table two; alter table one drop column extra;",
      );
      await up();
      assert.deepEqual((await back()).loss, []);
    });

    it("takes several back together, and counts what all of them lose", async () => {
      await write("0001-one", "create table one as select 1 as id;", "drop table one;");
      await write("0002-two", "create table two as select 1 as id;", "drop table two;");
      await up();
      await assert.rejects(back({ steps: 2 }), /public\.one: 1 row\n {2}table public\.two: 1 row/);
      await back({ steps: 2, confirm: target.parameters.database });
      assert.deepEqual(await tables(), []);
    });

    it("shows where a Down part fails, and keeps the database as it was", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;\ndrop table other;");
      await up();
      await assert.rejects(back(), /0001-one\.sql:5:1: table "other" does not exist/);
      assert.deepEqual(await tables(), ["one"]);
    });

    it("never takes the base back, of which the marker is a part, whatever is confirmed", async () => {
      await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
      const all = await listMigrations(directory);
      const above = all.length - all.findIndex(({ name }) => name.endsWith("cruddur-meta")) - 1;
      assert.ok(above > 0);
      await up();
      const confirm = target.parameters.database;
      await assert.rejects(back({ steps: above + 1, confirm }), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(
          error.message,
          /^0004-create-cruddur-meta is part of the base, 0001-.* Nothing/,
        );
        const again = `npm run db:rollback -- --steps ${above}`;
        assert.ok(error.hint!.startsWith(`Those above it can go: ${again}\n`));
        assert.match(error.hint!, /npm run db:setup/);
        return true;
      });
      assert.equal((await back({ steps: above, confirm })).migrations.length, above);
      for (const dryRun of [true, false]) {
        await assert.rejects(back({ confirm, dryRun }), /is part of the base/);
      }
      assert.ok((await tables()).includes("cruddur_meta"));
    });

    it("refuses a migration without a Down part", async () => {
      await write("0001-one", "create table one (id int);");
      await up();
      await assert.rejects(back(), /0001-one\.sql has no "-- Down Migration" part/);
    });

    it("never touches production", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await up();
      const production = {
        ...target,
        name: "prod",
        environment: "production",
        isLocal: false,
        isProduction: true,
      };
      const consent = consentOf(target.parameters.database);
      await assert.rejects(
        rollback(production, { consent, steps: 1, dryRun: false, directory }),
        RefusedError,
      );
      assert.deepEqual(await tables(), ["one"]);
    });

    it("names who holds a lock that it needs, while it waits", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await up();
      const other = new pg.Client({ ...target.parameters, application_name: "psql" });
      other.on("error", () => {});
      await other.connect();
      await other.query("begin; select from one");
      const consent = consentOf();
      const running = rollback(target, { consent, steps: 1, dryRun: false, directory });
      running.catch(() => {}); // its failure is told below
      while (consent.notes.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.match(
        consent.notes[0]!,
        /^Waiting for a lock of psql \(postgres from 127\.0\.0\.1, process \d+.*idle in transaction\)/,
      );
      await other.end();
      assert.deepEqual((await running).migrations, ["0001-one"]);
    });
  });

  describe("migrate outside a transaction", () => {
    const header = "-- no-transaction\n";

    it("makes an index concurrently, and takes it back", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await write(
        "0002-index",
        "create index concurrently one_id on one (id);",
        "drop index concurrently one_id;",
        header,
      );
      assert.deepEqual(await up(), ["0001-one", "0002-index"]);
      await assert.rejects(
        back(),
        /^RefusedError: What db:rollback would lose is not known\. Nothing was done\.\n {2}0002-index runs outside a transaction and could not be tried: what it takes along is not known$/,
      );
      const { loss, untried } = await back({ confirm: target.parameters.database });
      assert.deepEqual([loss.length, untried.length], [0, 1]);
      assert.equal((await run("select from pg_class where relname = 'one_id'")).rowCount, 0);
    });

    it("says what to remove when it fails half-way", async () => {
      await write(
        "0001-one",
        "create table one as select * from (values (1), (1)) as ids (id);",
        "drop table one;",
      );
      await up();
      await write(
        "0002-index",
        "create unique index concurrently one_id on one (id);",
        "drop index concurrently one_id;",
        header,
      );
      await assert.rejects(up(), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /0002-index\.sql:3:1: could not create unique index/);
        assert.match(error.hint!, /drop index concurrently if exists one_id;/);
        return true;
      });
    });

    it("says so where the header is missing", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await write(
        "0002-index",
        "create index concurrently one_id on one (id);",
        "drop index concurrently one_id;",
      );
      await assert.rejects(up(), /CREATE INDEX CONCURRENTLY cannot/);
    });
  });

  describe("migrate while somebody else does", () => {
    it("names who it is", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await withClient(target.parameters, "db:migrate", async (other) => {
        await other.query("select pg_advisory_lock($1)", [MIGRATION_LOCK.toString()]);
        await assert.rejects(up(), (error) => {
          assert.ok(error instanceof UserError);
          assert.ok(error.message.includes(applicationName("db:migrate")), error.message);
          return true;
        });
      });
    });
  });

  describe("migrateTarget", () => {
    it("brings an empty database to the schema, its grants and its marker, and again changes nothing", async () => {
      const options = { chore: "db:migrate", consent: consentOf(), dryRun: false };
      const planned = await migrateTarget(target, { ...options, dryRun: true });
      assert.deepEqual(await tables(), []);
      assert.deepEqual(await migrateTarget(target, options), planned);
      assert.deepEqual(await migrateTarget(target, options), []);
      const { rows } = await run("select environment from cruddur_meta");
      assert.deepEqual(rows, [{ environment: "local" }]);
      const { rows: grants } = await run(
        "select has_table_privilege('cruddur_api', 'activities', 'insert') as it",
      );
      assert.deepEqual(grants, [{ it: true }]);
    });

    it("asks for consent on production", async () => {
      const production = {
        ...target,
        name: "prod",
        environment: "production",
        isLocal: false,
        isProduction: true,
      };
      const options = { chore: "db:migrate", consent: consentOf(), dryRun: false };
      await assert.rejects(migrateTarget(production, options), RefusedError);
      assert.deepEqual(await tables(), []);
    });
  });

  describe("migrateTarget, with a file that PostgreSQL cannot read", () => {
    const options = { chore: "db:migrate", consent: consentOf(), dryRun: false };
    beforeEach(async () => {
      await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
      await migrateTarget(target, { ...options, directory });
    });

    for (const unsafe of [false, true]) {
      it(`says file, line and caret of a typo${unsafe ? ", with --unsafe too" : ", and does not call it unsafe"}`, async () => {
        await write(
          "0099-typo",
          "create table fine ();\ncreate tabel wrong ();",
          "drop table wrong;",
        );
        await assert.rejects(migrateTarget(target, { ...options, directory, unsafe }), (error) => {
          assert.ok(error instanceof UserError);
          assert.match(
            error.message,
            /0099-typo\.sql:3:8: syntax error at or near "tabel"\.?\n {4}create tabel wrong \(\);\n {11}\^/,
          );
          assert.doesNotMatch(`${error.message}${error.hint}`, /hurt|--unsafe/);
          return true;
        });
        assert.ok(!(await tables()).includes("fine"));
      });
    }

    it("takes a byte order mark, as Windows editors write it, for nothing", async () => {
      await write("0099-bom", "create table bom ();", "drop table bom;", "\ufeff");
      assert.deepEqual(await migrateTarget(target, { ...options, directory }), ["0099-bom"]);
      await write("0099-bom", "create table bom ();", "drop table bom;");
      assert.deepEqual(await migrateTarget(target, { ...options, directory }), []);
    });

    for (const mark of ["", "\ufeff"])
      it(`says so of a file in UTF-16, ${mark === "" ? "without" : "with"} its mark`, async () => {
        const text = Buffer.from(`${mark}-- Up Migration\ncreate table wide ();\n`, "utf16le");
        await writeFile(path.join(directory, "0099-wide.sql"), text);
        await assert.rejects(migrateTarget(target, { ...options, directory }), (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, /0099-wide\.sql is not UTF-8 text/);
          return true;
        });
      });
  });

  describe("migrationStatus", () => {
    it("tells applied, pending, edited, gone and slipped-in migrations apart, and changes nothing", async () => {
      for (const number of [1, 3, 4])
        await write(`000${number}-x`, `create table t${number} (id int);`);
      await up();
      await write("0003-x", "create table t3 (id bigint);");
      await rm(path.join(directory, "0004-x.sql"));
      await write("0002-x", "select 1;");
      await write("0005-x", "select 1;");
      const files = await listMigrations(directory);
      const states = await within(target, (client) => migrationStatus(client, files));
      assert.deepEqual(
        states.map(({ name, state }) => `${name} ${state}`),
        ["0001-x applied", "0002-x slipped in", "0003-x edited", "0004-x gone", "0005-x pending"],
      );
      assert.ok(Math.abs(Date.now() - Date.parse(states[0]!.at!)) < 600_000);
    });

    it("tells of a database without any", async () => {
      await write("0001-x", "select 1;");
      const files = await listMigrations(directory);
      const states = await within(target, (client) => migrationStatus(client, files));
      assert.deepEqual(states, [{ name: "0001-x", state: "pending", at: undefined }]);
    });
  });

  describe("newMigration", () => {
    it("writes the next number with both parts, and what it wrote is a migration", async () => {
      assert.match(
        await newMigration({ name: "Create things", directory }),
        /0001-create-things\.sql$/,
      );
      const file = await newMigration({ name: "add-bookmarks", directory });
      assert.match(file, /0002-add-bookmarks\.sql$/);
      const text = await readFile(file, "utf8");
      assert.match(text, /^-- Up Migration\n[^]*-- Down Migration\n/);
      for (const name of ["0001-create-things", "0002-add-bookmarks"]) {
        const made = path.join(directory, `${name}.sql`);
        const written = await readFile(made, "utf8");
        const filled = written.replace("\n\n\n-- Down", "\ncreate table t ();\n\n-- Down");
        assert.notEqual(filled, written);
        const both = `${filled}\ndrop table t;\n`;
        await writeFile(made, both.replaceAll("table t", `table t${name.slice(0, 4)}`));
      }
      assert.deepEqual(await up(), ["0001-create-things", "0002-add-bookmarks"]);
      assert.equal((await back({ steps: 2 })).migrations.length, 2);
    });

    it("writes what is refused until it is filled in, and then runs", async () => {
      await write("0001-one", "create table one (id int);", "drop table one;");
      await up();
      for (const outsideTransaction of [false, true]) {
        const file = await newMigration({ name: "later", outsideTransaction, directory });
        const options = { chore: "db:migrate", consent: consentOf(), directory };
        for (const work of [
          () => up(),
          () => migrateTarget(target, { ...options, dryRun: true }),
          () => migrateTarget(target, { ...options, dryRun: false, unsafe: true }),
        ]) {
          await assert.rejects(work(), (error) => {
            assert.ok(error instanceof UserError);
            assert.match(
              error.message,
              outsideTransaction
                ? /0002-later\.sql has no statement in it yet\. Nothing was run/
                : /0002-later\.sql has only settings in it yet, which end with the file\. Nothing was run/,
            );
            return true;
          });
        }
        await rm(file);
      }
      const { rows } = await run("select name from cruddur_migrations");
      assert.deepEqual(rows, [{ name: "0001-one" }]);
    });

    it("writes a header for what cannot run in a transaction", async () => {
      const file = await newMigration({ name: "index", outsideTransaction: true, directory });
      assert.match(await readFile(file, "utf8"), /^-- no-transaction\n/);
    });
  });

  describe("slugFor", () => {
    it("makes a file's name of words", () => {
      assert.equal(slugFor("  Add Ünïcode — user's   bookmarks! "), "add-unicode-users-bookmarks");
      assert.equal(slugFor("../../etc/passwd"), "etc-passwd");
      assert.ok(slugFor("x".repeat(500)).length <= 80);
      assert.throws(() => slugFor("¡!"), UserError);
    });
  });
});
