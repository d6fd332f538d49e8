import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { describeLoss } from "#database/fence/loss";
import { appliedMigrations } from "#database/migrations/migrate";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("describeLoss", () => {
  let database: ConnectionParameters;
  before(async () => {
    database = await freshDatabase();
  });
  after(() => dropDatabase(database));

  /** Times that PostgreSQL has and JavaScript has not, or not so. */
  const times: Readonly<Record<string, RegExp>> = {
    infinity: /the newest of infinity$/,
    "-infinity": /the newest of -infinity$/,
    "294276-12-31 23:59:59.999999": /the newest of 294276-12-31T23:59:59\.999999Z$/,
    "0044-03-15 12:00:00 BC": /the newest of 0044-03-15T12:00:00Z? ?BC?/,
    "2026-01-02 03:04:05.6": /the newest of 2026-01-02T03:04:05\.6Z$/,
  };
  for (const type of ["timestamp", "timestamptz", "date"]) {
    for (const [time, told] of Object.entries(times)) {
      it(`tells of a newest row of ${time}, as ${type}`, async () => {
        const lines = await withClient(database, "test", async (client) => {
          await client.query(
            `drop schema if exists theirs cascade; create schema theirs;
             create table theirs.posts (created_at ${type}); analyze theirs.posts`,
          );
          await client.query(`insert into theirs.posts values ('${time}'), (null)`);
          return describeLoss(client);
        });
        const line = lines.find((it) => it.startsWith("theirs.posts"))!;
        if (type === "date") assert.match(line, /^theirs\.posts: 2 rows$/);
        else assert.match(line, told);
      });
    }
  }

  it("has a migration's time of any kind beside it", async () => {
    const at = await withClient(database, "test", async (client) => {
      await client.query("update cruddur_migrations set run_on = 'infinity'");
      return [...(await appliedMigrations(client)).values()].map((migration) => migration.at);
    });
    assert.deepEqual(new Set(at), new Set(["infinity"]));
  });
});
