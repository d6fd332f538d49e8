import assert from "node:assert/strict";
import { ServiceError } from "../../../web/errors.ts";
import { feedSentence, newCrudsLabel } from "../../../web/feed/sentence.ts";

describe("feedSentence", () => {
  const cases: [unknown, boolean, RegExp][] = [
    [new ServiceError("database_unavailable", ""), true, /^The database is away; trying again…$/],
    [new ServiceError("database_missing", ""), true, /npm run db:setup makes one/],
    [new ServiceError("network", ""), false, /^You are offline/],
    [new ServiceError("network", ""), true, /cannot be reached/],
    [new ServiceError("HTTP 502", ""), true, /\(HTTP 502\)/],
    [new TypeError("a bug"), true, /\(unexpected\)/],
  ];
  for (const [error, online, pattern] of cases) {
    it(`matches ${String(pattern)} for ${String(error)} when online is ${online}`, () => {
      assert.match(feedSentence(error, online), pattern);
    });
  }
});

describe("newCrudsLabel", () => {
  it("minds the plural", () => {
    assert.equal(newCrudsLabel(1, false), "1 new crud");
    assert.equal(newCrudsLabel(3, false), "3 new cruds");
    assert.equal(newCrudsLabel(20, true), "20+ new cruds");
  });
});
