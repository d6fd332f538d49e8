import assert from "node:assert/strict";
import { mostByRole } from "#lib/stack-config/session-limits";

describe("mostByRole", () => {
  it("is the most that a role's CONNECTION LIMIT has room for, half of it without the proxy", () => {
    for (const proxy of [false, true]) {
      const keys = ["triggerConcurrency", "apiConcurrency", "humanConnections"] as const;
      const most = keys.map((key) => mostByRole(key, proxy));
      assert.deepEqual(most, proxy ? [10, 30, 10] : [5, 15, 10]);
    }
  });
});
