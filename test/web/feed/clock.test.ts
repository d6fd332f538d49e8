import assert from "node:assert/strict";
import { serverClock } from "../../../web/feed/clock.ts";

const NOON = Date.parse("2026-01-01T12:00:00Z");

describe("serverClock", () => {
  it("is the local clock until it has learnt better", () => {
    const clock = serverClock(() => NOON);
    clock.observe(null, NOON, NOON);
    clock.observe("yesterday-ish", NOON, NOON);
    assert.equal(clock.now(), NOON);
  });

  it("corrects a local clock that is a month slow", () => {
    const clock = serverClock(() => NOON);
    clock.observe("Sun, 01 Feb 2026 12:00:00 GMT", NOON - 100, NOON + 100);
    assert.equal(clock.now(), Date.parse("2026-02-01T12:00:00.500Z"));
  });

  it("takes a difference below two seconds for noise", () => {
    const clock = serverClock(() => NOON);
    clock.observe("Thu, 01 Jan 2026 12:00:01 GMT", NOON, NOON);
    assert.equal(clock.now(), NOON);
  });
});
