import assert from "node:assert/strict";
import type { ConnectionParameters } from "#database/connection/connect";
import { findingFor, serverVersion } from "#local/doctor/hops/server-version";
import { dropDatabase, freshDatabase } from "#test/databases";
import { findingOf, leadingTo } from "../doctor-context.ts";

describe("doctor's hop server-version", () => {
  let parameters: ConnectionParameters;
  before(async () => (parameters = await freshDatabase()));
  after(() => dropDatabase(parameters));

  it("asks the server itself", async () => {
    const { verdict, found } = await findingOf(serverVersion, leadingTo(parameters));
    assert.equal(verdict, "ok");
    assert.match(found, /^PostgreSQL 18\./);
  });

  for (const [version, verdict] of [
    ["18.0", "ok"],
    ["18beta1", "ok"],
    ["17.10 (Debian 17.10-1)", "broken"],
    ["9.6.24", "broken"],
    ["19.1", "warning"],
  ] as const) {
    it(`finds PostgreSQL ${version} ${verdict}`, () => {
      assert.equal(findingFor(version).verdict, verdict);
    });
  }
});
