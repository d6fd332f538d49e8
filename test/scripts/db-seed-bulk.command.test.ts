import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { connectionUrlFor } from "#lib/connection/url";
import { command, RunningCommand } from "#test/cli";
import { dropDatabase, freshDatabase, rowsIn, type Rows } from "#test/databases";

describe("db:seed --users --activities", () => {
  let database: ConnectionParameters;
  let env: Record<string, string>;
  let before: Rows;

  beforeEach(async () => {
    database = await freshDatabase("seeded");
    before = await counts();
    env = { CONNECTION_URL: connectionUrlFor({ ...database, parameters: { sslmode: "disable" } }) };
  });
  afterEach(() => dropDatabase(database));
  const counts = () => withClient(database, "test", rowsIn);

  it("says sizes with --dry-run and adds nothing", async () => {
    const args = ["--users", "1000", "--activities", "2,000,000", "--dry-run"];
    const { code, stdout } = await command("db-seed", args, { env });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /Would add 1,000 users and 2,000,000 cruds, made up from --rng 1: about \d+ MB/,
    );
    assert.deepEqual(await counts(), before);
  });

  it("adds them and says how fast", async () => {
    const args = ["--users", "300", "--activities", "20000", "--rng", "5", "--json"];
    const { code, stdout } = await command("db-seed", args, { env });
    assert.equal(code, 0);
    const { bulk } = JSON.parse(stdout);
    assert.deepEqual([bulk.users, bulk.activities], [300, 20_000]);
    assert.deepEqual(await counts(), {
      users: before.users + 300,
      activities: before.activities + 20_000,
    });
  });

  it("undoes everything at Ctrl-C, with exit code 130", async () => {
    const args = ["--users", "10", "--activities", "5000000"];
    const running = new RunningCommand("db-seed", args, { env });
    await withClient(database, "test", async (client) => {
      for (let rows = 0; rows === 0 && !running.isOver;) {
        const { rowCount } = await client.query(
          "select from pg_stat_progress_copy where tuples_processed > 1000 and relid = 'activities'::regclass",
        );
        rows = rowCount ?? 0;
      }
    });
    running.interrupt();
    const { code, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.deepEqual(await counts(), before);
  });

  for (const [args, says] of [
    [["--users", "5000001"], /--users "5000001" cannot be read: a whole number up to 5000000/],
    [["--activities", "-3"], /--activities/],
    [["--rng", "1.5"], /--rng "1.5" cannot be read/],
  ] as const) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, stderr } = await command("db-seed", [...args], { env });
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.deepEqual(await counts(), before);
    });
  }

  it("refuses production, before the plain seeds", async () => {
    const prod = { PROD_CONNECTION_URL: env["CONNECTION_URL"]!, CONNECTION_URL: "" };
    const { code, stderr } = await command("db-seed", ["--target", "prod", "--users", "5"], {
      env: prod,
    });
    assert.equal(code, 2);
    assert.match(stderr, /never works on production/);
    assert.deepEqual(await counts(), before);
  });
});
