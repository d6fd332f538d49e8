import assert from "node:assert/strict";
import pg from "pg";
import { connectionUrlFor } from "#lib/connection/url";
import type { ConnectionParameters } from "#database/connection/connect";
import { command } from "#test/cli";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

const urlOf = (parameters: ConnectionParameters) =>
  connectionUrlFor({ ...parameters, parameters: { sslmode: "disable" } });

describe("db:kill-all", () => {
  let database: ConnectionParameters;
  let clients: pg.Client[];

  beforeEach(async () => {
    database = await freshDatabase("seeded");
    clients = ["DBeaver", "api"].map(
      (application_name) => new pg.Client({ ...database, application_name }),
    );
    for (const client of clients) {
      client.on("error", () => {});
      await client.connect();
    }
  });
  afterEach(async () => {
    for (const client of clients) await client.end().catch(() => {});
    await dropDatabase(database);
  });
  const livesOn = async () => {
    const answers = await Promise.allSettled(clients.map((client) => client.query("select 1")));
    return answers.filter(({ status }) => status === "fulfilled").length;
  };

  it("lists with --dry-run, then ends every session but its own", async () => {
    const env = { CONNECTION_URL: urlOf(database) };
    const dry = await command("db-kill-all", ["--dry-run"], { env });
    assert.equal(dry.code, 0);
    assert.match(dry.stdout, /Would end:[\s\S]*DBeaver[\s\S]*api/);
    assert.equal(await livesOn(), 2);
    const done = await command("db-kill-all", ["--json"], { env });
    assert.equal(done.code, 0);
    const told = JSON.parse(done.stdout);
    assert.deepEqual(
      told.ended.map(({ application }: { application: string }) => application).sort(),
      ["DBeaver", "api"],
    );
    assert.deepEqual(told.notEnded, []);
    assert.equal(await livesOn(), 0);
  });

  it("refuses, and says so in the banner, when a local address leads to a database marked production", async () => {
    await clients[0]!.query("update cruddur_meta set environment = 'production', stack = 'prod'");
    const env = { CONNECTION_URL: urlOf(database) };
    for (const [chore, ...options] of [
      ["db-kill-all"],
      ["db-sessions", "--end", "--state", "idle"],
    ]) {
      const { code, stderr } = await command(chore!, options, { env });
      assert.equal(code, 2);
      assert.match(stderr, /the database says it is PRODUCTION/);
      assert.match(stderr, /No session was ended/);
    }
    assert.equal(await livesOn(), 2);
  });

  it("says what it could not end and why, with exit code 1", async () => {
    const env = { CONNECTION_URL: urlOf(asRole(database, "cruddur_reader")) };
    const { code, stdout } = await command("db-kill-all", [], { env });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /✗ \d+ postgres DBeaver  not ended: this role may not end other roles' sessions; it needs: grant pg_signal_backend/,
    );
    assert.equal(await livesOn(), 2);
  });

  it("wants --yes off this machine where nobody can be asked", async () => {
    const env = { PROD_CONNECTION_URL: urlOf(database) };
    const refused = await command("db-kill-all", ["--target", "prod"], { env });
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /would end 2 sessions on 127\.0\.0\.1, PRODUCTION\. .* Nothing was done/,
    );
    assert.match(refused.stderr, /npm run db:kill-all -- --target prod --yes/);
    assert.equal(await livesOn(), 2);
    const done = await command("db-kill-all", ["--target", "prod", "--yes"], { env });
    assert.equal(done.code, 0);
    assert.equal(await livesOn(), 0);
  });
});
