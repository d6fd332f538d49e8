import assert from "node:assert/strict";
import { applyGrants, applyRoles, derivedPasswords } from "#database/access/access";
import { applyStatements } from "#database/access/apply-statements";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("applyStatements", () => {
  let databases: ConnectionParameters[];
  before(async () => {
    databases = [await freshDatabase(), await freshDatabase()];
  });
  after(async () => {
    for (const database of databases) await dropDatabase(database);
  });

  it("lets commands set the same roles and privileges at once, in one database and in two", async () => {
    const passwords = derivedPasswords("the server's");
    await Promise.all(
      [...databases, ...databases].map((database) =>
        withClient(database, "test", async (client) => {
          for (let times = 0; times < 10; times++) {
            await applyRoles(client, passwords);
            await applyGrants(client);
          }
        }),
      ),
    );
  });

  it("throws what is no race, and a race inside a transaction", async () => {
    await withClient(databases[0]!, "test", async (client) => {
      await assert.rejects(applyStatements(client, "select nothing from nowhere"), {
        code: "42P01",
      });
      await client.query("begin");
      const race = "do $$ begin raise 'tuple concurrently updated' using errcode = 'XX000'; end $$";
      await assert.rejects(applyStatements(client, race), /tuple concurrently updated/);
      await client.query("rollback");
    });
  });
});
