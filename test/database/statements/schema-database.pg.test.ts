import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { makeSchemaDatabase } from "#database/statements/schema-database";
import { dropDatabase, testServer } from "#test/databases";

describe("makeSchemaDatabase", () => {
  it("makes a database with all migrations and no seeds, and makes none twice", async () => {
    const { maintenance, ...server } = await testServer();
    const target = { ...server, database: maintenance };
    const database = await makeSchemaDatabase(target, "schema_only");
    assert.deepEqual(database, { ...server, database: "schema_only" });
    assert.deepEqual(await makeSchemaDatabase(target, "schema_only"), database);
    await withClient(database, "test", async (client) => {
      const { rows } = await client.query(
        "select (select count(*)::int from users) as users, (select count(*)::int from cruddur_migrations) as migrations",
      );
      assert.equal(rows[0].users, 0);
      assert.ok(rows[0].migrations >= 4);
    });
    await dropDatabase(database);
  });
});
