import assert from "node:assert/strict";
import { isFiltered, matchesFilter, parseAge, parsePids } from "#database/sessions/filter";
import type { Session } from "#database/sessions/sessions";

const session = {
  pid: 4711,
  application: "DBeaver 24",
  state: "idle in transaction (aborted)",
  stateFor: 700,
} as Session;

describe("matchesFilter", () => {
  for (const [filter, expected] of [
    [{}, true],
    [{ app: "dbeaver" }, true],
    [{ app: "psql" }, false],
    [{ state: "idle-in-transaction" }, true],
    [{ state: "idle" }, false],
    [{ olderThan: 600 }, true],
    [{ olderThan: 700 }, false],
    [{ pids: [1, 4711] }, true],
    [{ pids: [1] }, false],
    [{ app: "dbeaver", olderThan: 900 }, false],
  ] as const) {
    it(`says ${expected} to ${JSON.stringify(filter)}`, () => {
      assert.equal(matchesFilter(session, filter), expected);
    });
  }

  it("never matches the state or age of a session that hides them", () => {
    const masked = { ...session, state: undefined, stateFor: undefined };
    assert.equal(matchesFilter(masked, { olderThan: 0 }), false);
    assert.equal(matchesFilter(masked, { state: "idle" }), false);
  });
});

describe("isFiltered", () => {
  it("is false when every condition is left out", () => {
    assert.equal(isFiltered({ app: undefined, olderThan: undefined }), false);
    assert.equal(isFiltered({ app: undefined, olderThan: 0 }), true);
  });
});

describe("parseAge", () => {
  for (const [text, seconds] of [
    ["90s", 90],
    ["10m", 600],
    ["2h", 7_200],
    ["1d", 86_400],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseAge(text), seconds));
  }

  for (const text of ["10", "m", "-1m", "1.5h", "10 minutes", ""]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseAge(text), /10m/));
  }
});

describe("parsePids", () => {
  it("reads one and several", () => {
    assert.deepEqual(parsePids("12"), [12]);
    assert.deepEqual(parsePids("12, 13"), [12, 13]);
  });

  for (const text of ["", "0", "-3", "12,", "psql", "99999999999"]) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.throws(() => parsePids(text), /whole number/));
  }
});
