import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import pg from "pg";
import { connectionUrlFor } from "#lib/connection/url";
import { fromRoot } from "#lib/root";
import type { ConnectionParameters } from "#database/connection/connect";
import { command, RunningCommand } from "#test/cli";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

const urlOf = (parameters: ConnectionParameters) =>
  connectionUrlFor({ ...parameters, parameters: { sslmode: "disable" } });

describe("db:sessions", () => {
  let database: ConnectionParameters;
  let psql: pg.Client;
  let env: Record<string, string>;

  beforeEach(async () => {
    database = await freshDatabase("seeded");
    psql = new pg.Client({ ...database, application_name: "psql" });
    psql.on("error", () => {});
    await psql.connect();
    env = { CONNECTION_URL: urlOf(database) };
  });
  afterEach(async () => {
    await psql.end().catch(() => {});
    await dropDatabase(database);
  });
  const lives = async () => (await psql.query("select 1 as one")).rows[0].one === 1;

  it("shows a table, and what stands in the way of a drop", async () => {
    await psql.query("begin; lock table users");
    const { code, stdout, stderr } = await command("db-sessions", [], { env });
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`^target local · .* · database ${database.database} · `));
    assert.match(
      stdout,
      /^PID +USER +APPLICATION +FROM +CONNECTED +TRANSACTION +STATE +WAITS ON\n/,
    );
    assert.match(stdout, /psql +127\.0\.0\.1:\d+ .* idle in transaction /);
    assert.match(stdout, /begin; lock table users/);
    assert.match(stdout, /1 session stands in the way of a drop of test_.* npm run db:kill-all/);
    assert.ok(!stdout.includes("\x1b"), "a pipe gets no colours");
  });

  it("prints one JSON value without a password in it", async () => {
    await psql.query(
      "alter role cruddur_owner password 'sesame'; alter role cruddur_owner password null",
    );
    const { stdout } = await command("db-sessions", ["--json"], { env });
    const told = JSON.parse(stdout);
    assert.equal(told.ok, true);
    assert.equal(told.sessions.length, 1);
    assert.equal(told.sessions[0].application, "psql");
    assert.equal(told.sessions[0].state, "idle");
    assert.ok(!stdout.includes("sesame"));
    assert.equal(told.target.password, undefined);
  });

  it("says what is hidden from a role", async () => {
    const reader = asRole(database, "cruddur_reader");
    const { code, stdout } = await command("db-sessions", [], {
      env: { CONNECTION_URL: urlOf(reader) },
    });
    assert.equal(code, 0);
    assert.match(stdout, /hidden/);
    assert.match(stdout, /grant pg_read_all_stats to "cruddur_reader";/);
  });

  it("ends the sessions that the filters choose, and no others", async () => {
    const none = await command("db-sessions", ["--end", "--app", "pgadmin"], { env });
    assert.equal(none.code, 0);
    assert.match(none.stdout, /No session to end/);
    const young = await command("db-sessions", ["--end", "--state", "idle", "--older-than", "1h"], {
      env,
    });
    assert.match(young.stdout, /No session to end/);
    const dry = await command("db-sessions", ["--end", "--app", "psql", "--dry-run"], { env });
    assert.match(dry.stdout, /Would end:\nPID/);
    assert.ok(await lives());
    const { rows } = await psql.query("select pg_backend_pid() as pid");
    const done = await command(
      "db-sessions",
      ["--end", "--pid", "1", "--pid", String(rows[0].pid)],
      { env },
    );
    assert.match(done.stdout, /✓ \d+ postgres psql .* ended/);
    assert.match(done.stderr, /No session 1 is in/);
    assert.equal(done.code, 1);
    await assert.rejects(lives());
  });

  for (const [args, says] of [
    [["--end"], /--end without a filter would end every session\. Nothing was done/],
    [["--end", "--watch", "--app", "x"], /--watch only shows/],
    [["--older-than", "10"], /an age is a number with a unit/],
    [["--pid", "psql"], /a process number is a whole number/],
    [["--state", "busy"], /--state/],
    [["prod"], /the word "prod" was typed\. Nothing was done/],
  ] as const) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await command("db-sessions", [...args], { env });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, says);
    });
  }

  it("shows them anew with --watch until Ctrl-C, which is no failure", async () => {
    const running = new RunningCommand("db-sessions", ["--watch"], { env });
    await running.says(/PID[\s\S]*PID/, "stdout");
    running.interrupt();
    const { code } = await running.ended;
    assert.equal(code, 0);
  });

  it("ends quietly when the reader of a pipe leaves", () => {
    const launch = `"${process.execPath}" "${fromRoot("scripts", "launch.cjs")}" db-sessions --watch`;
    const { stdout, stderr, status } = spawnSync(
      "bash",
      ["-o", "pipefail", "-c", `${launch} | head -n 1; echo "\${PIPESTATUS[0]}"`],
      { env: { ...process.env, ...env, CI: "" }, encoding: "utf8", timeout: 30_000 },
    );
    assert.equal(status, 0);
    assert.match(stdout, /^\S+\n0\n$/);
    assert.doesNotMatch(stderr, /EPIPE|bug/);
  });
});
