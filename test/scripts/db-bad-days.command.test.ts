import assert from "node:assert/strict";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { which } from "zx";
import { setup } from "#database/replacement/setup";
import type { Target } from "#lib/domain/target";
import { command, RunningCommand } from "#test/cli";
import { rowsIn, seededRows } from "#test/databases";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  urlOf,
  within,
} from "#test/targets";

describe("database chores as commands, on bad days", () => {
  let target: Target;
  beforeEach(async () => {
    target = await localTarget();
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
  });
  afterEach(() => removeTarget(target));

  const environment = () => ({ env: { CONNECTION_URL: urlOf(target) } });
  const counts = () => within(target, rowsIn);

  it("let one of two setups at once do it, and refuse the other with exit code 2", async () => {
    const ends = await Promise.all([
      command("db-setup", [], environment()),
      command("db-setup", [], environment()),
    ]);
    // On a quick machine one may be done before the other has begun.
    const codes = ends.map(({ code }) => code).sort();
    const late = ends.find(({ code }) => code !== 0);
    assert.ok(codes[0] === 0 && (codes[1] === 0 || codes[1] === 2), JSON.stringify(ends));
    if (late) assert.match(late.stderr, /Nothing was done\./);
    assert.deepEqual(await counts(), await seededRows());
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });

  it("refuse a setup with exit code 2 while another one is at work", async () => {
    const { PROVISION_LOCK } = await import("#database/provision");
    await within(
      target,
      async (other) => {
        await other.query("select pg_advisory_lock($1)", [PROVISION_LOCK.toString()]);
        for (const name of ["db-setup", "db-drop", "db-undo"]) {
          const { code, stderr } = await command(name, [], environment());
          assert.equal(code, 2, stderr);
          assert.match(stderr, /cruddur\/test@.* is making or changing databases/);
        }
      },
      target.maintenance,
    );
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("keep no seed when the disk is full, and blame the server instead of the file", async () => {
    // What PostgreSQL raises when a table cannot grow.
    await within(target, (client) =>
      client.query(`
        delete from activities;
        create function full_disk() returns trigger language plpgsql as $$
          begin raise disk_full using message = 'could not extend file: No space left on device'; end $$;
        create trigger full_disk before insert on activities for each statement execute function full_disk();
        delete from users where handle = 'bayko'`),
    );
    const before = await counts();
    const { code, stderr } = await command("db-seed", [], environment());
    assert.equal(code, 1);
    assert.match(stderr, /0002-activities\.sql.*No space left on device/);
    assert.match(stderr, /The file is not to blame, the server's state is/);
    assert.doesNotMatch(stderr, /Mend the file|\n {4}at /);
    assert.deepEqual(await counts(), before);
    const bulk = await command("db-seed", ["--activities", "10"], environment());
    assert.equal(bulk.code, 1);
    assert.deepEqual(await counts(), before);
  });

  for (const [name, table] of [
    ["db-seed", "activities"],
    ["db-migrate", "cruddur_meta"],
    ["db-migrate-status", "cruddur_migrations"],
    ["db-drift", "users"],
    ["db-test", "cruddur_meta"],
  ] as const) {
    it(`say who holds the lock on ${table} that ${name} waits for`, async () => {
      const psql = new pg.Client({ ...target.parameters, application_name: "psql" });
      psql.on("error", () => {});
      await psql.connect();
      try {
        await psql.query(`begin; lock table ${table} in access exclusive mode`);
        const running = new RunningCommand(name, [], environment());
        await running.says(/Waiting for a lock of psql \(/);
        await psql.query("rollback");
        assert.equal((await running.ended).code, 0);
      } finally {
        await psql.end();
      }
    });
  }

  it("say both ways to production when neither is there", async () => {
    // A machine with a shell, and without Pulumi.
    const folder = await mkdtemp(path.join(tmpdir(), "cruddur-path-"));
    await symlink(await which("bash"), path.join(folder, "bash"));
    const { code, stderr } = await command("db-migrate", ["--target", "prod"], {
      env: { PATH: folder },
    });
    await rm(folder, { recursive: true });
    assert.equal(code, 2);
    assert.match(stderr, /PROD_CONNECTION_URL, which is not set, or .*: pulumi is needed/);
    assert.match(stderr, /For a database of your own: PROD_CONNECTION_URL=postgresql:/);
    assert.match(stderr, /For the stack: Install it from https:\/\/www\.pulumi\.com/);
  });

  for (const [what, args, says] of [
    ["a word", ["prod"], /the word "prod" was typed/],
    ["an option", ["--target", "prod"], /was typed for prod/],
  ] as const) {
    it(`never advise what is refused too: production as ${what}`, async () => {
      for (const name of ["db-setup", "db-seed", "db-drop", "db-undo", "db-rollback"]) {
        const { code, stderr } = await command(name, args, environment());
        assert.equal(code, 2);
        assert.match(stderr, says);
        assert.match(stderr, /It never works on production.* Nothing was done\./);
        assert.match(stderr, /npm run db:migrate -- --target prod/);
        assert.doesNotMatch(stderr, new RegExp(`${name.replace("-", ":")} -- --target`));
      }
      assert.deepEqual(await endingsOf(target), [""]);
    });
  }
});
