import assert from "node:assert/strict";
import { isTtl } from "#lib/domain/ttl";

describe("isTtl", () => {
  it("takes the seven and nothing else", () => {
    const seven = ["30-days", "7-days", "3-days", "1-day", "12-hours", "3-hours", "1-hour"];
    for (const ttl of seven) assert.equal(isTtl(ttl), true);
    const others = [
      "",
      "2-days",
      "30 days",
      "1-HOUR",
      "toString",
      "__proto__",
      1,
      null,
      undefined,
      ["1-day"],
      {},
    ];
    for (const other of others) assert.equal(isTtl(other), false, String(other));
  });
});
