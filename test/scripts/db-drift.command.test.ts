import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { provision } from "#database/provision";
import { connectionUrlFor } from "#lib/connection/url";
import { command } from "#test/cli";
import { dropDatabase, testServer } from "#test/databases";

describe("db:drift", () => {
  let database: ConnectionParameters;
  let env: Record<string, string>;

  before(async () => {
    const { maintenance, ...server } = await testServer();
    database = { ...server, database: "drift_command" };
    await provision(database, maintenance);
    env = { CONNECTION_URL: connectionUrlFor({ ...database, parameters: { sslmode: "disable" } }) };
  });
  after(() => dropDatabase(database));

  it("ends with 0 on a database as sql/ makes it", async () => {
    const { code, stdout } = await command("db-drift", [], { env });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^No difference: \d+ objects are as sql\/ and the access model make them\.\nNot compared: rows, .+\.\n$/,
    );
  });

  it("ends with 1 and a readable difference, and changes nothing itself", async () => {
    const count =
      "select count(*)::int as databases, (select count(*)::int from pg_roles) as roles from pg_database";
    await withClient(database, "test", async (client) => {
      await client.query(
        "alter table activities alter message drop not null; drop index users_email_key",
      );
      const before = await client.query(count);
      const { code, stdout } = await command("db-drift", [], { env });
      assert.equal(code, 1);
      assert.equal(
        stdout,
        [
          "column public.activities.message differs",
          "  - expected  text not null",
          "  + found     text",
          "",
          "index public.users_email_key is missing",
          "  - expected  CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email))",
          "",
          "2 differences: 1 missing, 1 different.",
          "column, index: Make it by hand what is expected: npm run db:connect. Is it to stay? " +
            "A migration makes it so: npm run db:new-migration -- --name TEXT",
          "",
        ].join("\n"),
      );
      const json = await command("db-drift", ["--json"], { env });
      assert.equal(json.code, 1);
      const told = JSON.parse(json.stdout);
      assert.equal(told.ok, false);
      assert.deepEqual(
        told.differences.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`),
        ["column public.activities.message", "index public.users_email_key"],
      );
      assert.deepEqual((await client.query(count)).rows, before.rows);
    });
  });
});
