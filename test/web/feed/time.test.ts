import assert from "node:assert/strict";
import fc from "fast-check";
import { expiresIn, lifeLeft, relativeTime, timeLeft } from "../../../web/feed/time.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 h" to seconds. */
function secondsIn(words: string): number {
  const [count = "", unit = ""] = words.split(" ");
  const units: Record<string, number> = { s: 1, min: 60, h: 3_600, day: 86_400, days: 86_400 };
  return Number(count) * (units[unit] ?? NaN);
}

const left = fc.integer({ min: 1, max: 31 * DAY });

describe("relativeTime", () => {
  const cases: [number, string][] = [
    [-5 * SECOND, "just now"],
    [0, "just now"],
    [59_999, "just now"],
    [MINUTE, "1 min ago"],
    [HOUR - 1, "59 min ago"],
    [HOUR, "1 h ago"],
    [DAY - 1, "23 h ago"],
    [DAY, "1 day ago"],
    [3 * DAY + 5 * HOUR, "3 days ago"],
  ];
  for (const [elapsed, words] of cases) {
    it(`says "${words}" when ${elapsed} ms have passed`, () => {
      assert.equal(relativeTime(elapsed), words);
    });
  }
});

describe("timeLeft", () => {
  const cases: [number, string][] = [
    [1, "1 s"],
    [59_000, "59 s"],
    [59_001, "1 min"],
    [HOUR - SECOND, "1 h"],
    [3 * HOUR - SECOND, "3 h"],
    [DAY - SECOND, "24 h"],
    [36 * HOUR, "36 h"],
    [3 * DAY - SECOND, "3 days"],
    [30 * DAY - SECOND, "30 days"],
  ];
  for (const [ms, words] of cases) {
    it(`says "${words}" when ${ms} ms are left`, () => assert.equal(timeLeft(ms), words));
  }

  it("never grows while time passes", () => {
    fc.assert(
      fc.property(left, left, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        assert.ok(secondsIn(timeLeft(less) ?? "") <= secondsIn(timeLeft(more) ?? ""));
      }),
    );
  });

  it("is never off by more than half of its own unit", () => {
    fc.assert(
      fc.property(left, (ms) => {
        const words = timeLeft(ms) ?? "";
        const unit = secondsIn(`1 ${words.split(" ")[1] ?? ""}`);
        // One second more, since seconds are rounded up.
        assert.ok(Math.abs(secondsIn(words) - ms / SECOND) <= Math.max(1, unit / 2 + 1), words);
      }),
    );
  });
});

describe("expiresIn", () => {
  it("puts the time left in a phrase", () => assert.equal(expiresIn(3 * HOUR), "expires in 3 h"));

  it("is null exactly when nothing is left", () => {
    fc.assert(
      fc.property(fc.integer({ min: -DAY, max: DAY }), (ms) => {
        assert.equal(expiresIn(ms) === null, ms <= 0);
      }),
    );
  });
});

describe("lifeLeft", () => {
  it("is 1 at the start, 0.5 halfway and 0 at the end", () => {
    const at = (now: number): number => lifeLeft({ from: 100, until: 200, now });
    assert.deepEqual([at(100), at(150), at(200)], [1, 0.5, 0]);
  });

  it("stays between 0 and 1 whatever the clocks say", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (from, until, now) => {
        const part = lifeLeft({ from, until, now });
        assert.ok(part >= 0 && part <= 1);
      }),
    );
  });
});
