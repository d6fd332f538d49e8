import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrateTarget } from "#database/migrations/migrate-target";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { createDatabase } from "#database/provision";
import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { standInDumpPrograms } from "#test/dump-programs";
import { backupChoice, consentOf, localTarget, removeTarget, within } from "#test/targets";

describe("migrateTarget, where values may be lost", () => {
  let directory: string;
  let state: string;
  let target: Target;
  beforeEach(async () => {
    state = await mkdtemp(path.join(tmpdir(), "cruddur-migrate-"));
    directory = path.join(state, "migrations");
    target = await localTarget();
    const { database } = target.parameters;
    await within(target, (client) => createDatabase(client, database), target.maintenance);
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    await migrate(target);
  });
  afterEach(async () => {
    await removeTarget(target);
    await rm(state, { recursive: true, force: true });
  });

  const migrate = (
    on: Target,
    more: Partial<Parameters<typeof migrateTarget>[1]> & { readonly confirm?: string } = {},
  ) => {
    const { confirm, ...options } = more;
    const consent = consentOf(confirm);
    const all = { chore: "db:migrate", consent, dryRun: false, directory, ...options };
    return migrateTarget(on, all).then((ran) => ({ ran, notes: consent.notes }));
  };
  const write = (text: string) => writeFile(path.join(directory, "0099-x.sql"), text);
  const run = (sql: string) => within(target, (client) => client.query(sql));
  const confirm = () => target.parameters.database;

  describe("off this machine", () => {
    let away: Target;
    beforeEach(async () => {
      await run("update cruddur_meta set environment = 'dev', stack = 'org/dev'");
      away = { ...target, name: "org/dev", environment: "dev", isLocal: false };
    });

    it("makes a backup before a table is dropped that the lint allows, and says that it is missed", async () => {
      await write(
        "-- lint-allow drop: a test\n-- lint-allow lock-timeout: a test\ndrop table public.activities cascade;",
      );
      const { env } = await standInDumpPrograms(path.join(state, "bin"));
      const { ran, notes } = await migrate(away, {
        confirm: confirm(),
        backup: backupChoice(state, { env }),
      });
      assert.deepEqual(ran, ["0099-x"]);
      assert.equal((await readdir(path.join(state, "backups"))).length, 1);
      assert.match(notes.join("\n"), /no table activities now/);
    });

    it("does nothing where no pg_dump can make one, and goes on with --no-backup", async () => {
      await write("update users set handle = handle where handle <> '';");
      const env = { PATH: "" };
      await assert.rejects(
        migrate(away, { confirm: confirm(), backup: backupChoice(state, { env }) }),
        (error) => {
          assert.ok(error instanceof RefusedError);
          assert.match(error.hint, /npm run db:migrate -- --target org\/dev --no-backup/);
          return true;
        },
      );
      const backup = backupChoice(state, { env, noBackup: true });
      assert.deepEqual((await migrate(away, { confirm: confirm(), backup })).ran, ["0099-x"]);
    });

    it("makes none for what keeps every value", async () => {
      await write(
        "create table more (id int); set local lock_timeout = '1s'; alter table users add column x int; insert into more values (1);",
      );
      assert.deepEqual((await migrate(away, { confirm: confirm() })).ran, ["0099-x"]);
    });
  });

  describe("with --unsafe", () => {
    beforeEach(() =>
      run(
        "insert into users (display_name, handle, email, cognito_user_id) values ('Long', 'long', 'l@example.com', 'MOCK')",
      ),
    );

    it("refuses what would lose values until the database is confirmed, and does what loses none", async () => {
      await write(
        "alter table users alter display_name type varchar(2) using left(display_name, 2);",
      );
      await assert.rejects(migrate(target, { unsafe: true }), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /column public\.users\."display_name": 1 of 1 values changed/);
        assert.match(error.hint, new RegExp(`db:migrate -- --unsafe --confirm ${confirm()}$`));
        return true;
      });
      assert.equal((await run("select from users where display_name = 'Long'")).rowCount, 1);
      assert.deepEqual((await migrate(target, { unsafe: true, dryRun: true })).ran, ["0099-x"]);
      assert.deepEqual((await migrate(target, { unsafe: true, confirm: confirm() })).ran, [
        "0099-x",
      ]);
    });

    it("says of what runs outside a transaction that it could not be tried", async () => {
      await write("-- no-transaction\ncreate index concurrently on users (display_name);");
      await assert.rejects(migrate(target, { unsafe: true }), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(
          error.message,
          /^What db:migrate would lose is not known\. Nothing was done\.\n {2}0099-x runs outside/,
        );
        return true;
      });
      const { ran } = await migrate(target, { unsafe: true, confirm: confirm() });
      assert.deepEqual(ran, ["0099-x"]);
    });

    it("refuses what the lint finds as it refuses all else, with nothing done", async () => {
      await write("drop table activities;");
      await assert.rejects(migrate(target, {}), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /Nothing was run/);
        return true;
      });
    });

    it("does without a question what is unsafe and loses nothing", async () => {
      await write("create index on users (created_at);");
      assert.deepEqual((await migrate(target, { unsafe: true })).ran, ["0099-x"]);
    });
  });
});
