import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { marker } from "#local/doctor/hops/marker";
import { dropDatabase, freshDatabase } from "#test/databases";
import { findingOf, leadingTo } from "../doctor-context.ts";

describe("doctor's hop marker", () => {
  let parameters: ConnectionParameters;
  beforeEach(async () => (parameters = await freshDatabase()));
  afterEach(() => dropDatabase(parameters));

  const change = (sql: string) => withClient(parameters, "test", (client) => client.query(sql));
  const find = () => findingOf(marker, leadingTo(parameters));

  it("finds a local database", async () => {
    assert.equal((await find()).verdict, "ok");
  });

  it("finds a database that is marked production behind a local address", async () => {
    await change("update cruddur_meta set environment = 'production', stack = 'prod'");
    const finding = await find();
    assert.equal(finding.verdict, "broken");
    assert.match(finding.found, /environment "production" \(stack prod\)/);
    assert.equal(finding.fix, "unset CONNECTION_URL");
  });

  for (const [what, sql] of [
    ["an empty marker", "delete from cruddur_meta"],
    ["no table for it", "drop table cruddur_meta"],
  ] as const) {
    it(`warns of ${what}`, async () => {
      await change(sql);
      const finding = await find();
      assert.equal(finding.verdict, "warning");
      assert.equal(finding.fix, "npm run db:setup");
    });
  }
});
