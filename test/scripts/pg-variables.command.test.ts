import assert from "node:assert/strict";
import type { ConnectionParameters } from "#database/connection/connect";
import { connectionUrlFor } from "#lib/connection/url";
import { PG_VARIABLES } from "#lib/connection/pg-variables";
import { command } from "#test/cli";
import { dropDatabase, freshDatabase } from "#test/databases";

/** Each would lead elsewhere, or make a session that reads and writes otherwise, or none. */
const BENT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PG_VARIABLES.map((name) => [name, "nonsense"])),
  PGPORT: "1",
  PGOPTIONS: "-c search_path=elsewhere -c default_transaction_read_only=on -c DateStyle=German",
  PGTZ: "Asia/Kathmandu",
  PGREPLICATION: "database",
};

describe("Commands beside PG* variables", () => {
  let database: ConnectionParameters;
  let CONNECTION_URL: string;
  before(async () => {
    database = await freshDatabase("seeded");
    CONNECTION_URL = connectionUrlFor({ ...database, parameters: {} });
  });
  after(() => dropDatabase(database));

  for (const [name, ...args] of [
    ["db-test", "--json"],
    ["db-seed"],
    ["db-migrate-status"],
    ["db-connect", "--json", "-c", "select handle, created_at from users order by 1"],
    ["db-connect", "-c", "show search_path; show DateStyle; show TimeZone"],
  ] as const) {
    it(`say and do the same: ${name} ${args.join(" ")}`, async () => {
      const [plain, bent] = [
        await command(name, args, { env: { CONNECTION_URL } }),
        await command(name, args, { env: { ...BENT, CONNECTION_URL } }),
      ];
      assert.equal(bent.code, 0, bent.stderr);
      const same = (text: string) => text.replaceAll(/"roundTripMs":[\d.]+/g, "");
      assert.equal(same(bent.stdout), same(plain.stdout));
    });
  }
});
