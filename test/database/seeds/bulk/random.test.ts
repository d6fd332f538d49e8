import assert from "node:assert/strict";
import fc from "fast-check";
import { randomFrom } from "#database/seeds/bulk/random";

const draw = (seed: readonly number[], count = 50) => {
  const random = randomFrom(...seed);
  return Array.from({ length: count }, () => random.bits());
};

describe("randomFrom", () => {
  it("gives the same numbers for the same seed, and others for each other seed", () => {
    const seeds = [[1], [2], [1, 1], [1, 2], [2, 1], [0], [2 ** 32], [1, 0, 0]];
    const streams = seeds.map((seed) => draw(seed).join());
    assert.deepEqual(
      streams,
      seeds.map((seed) => draw(seed).join()),
    );
    assert.equal(new Set(streams).size, seeds.length);
  });

  it("stays below its limit", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, limit) => {
        const number = randomFrom(seed).below(limit);
        assert.ok(Number.isInteger(number) && number >= 0 && number < limit);
      }),
    );
  });

  it("spreads evenly", () => {
    const random = randomFrom(3);
    const buckets = new Array<number>(16).fill(0);
    for (let index = 0; index < 160_000; index += 1) buckets[random.below(16)]! += 1;
    for (const count of buckets) assert.ok(Math.abs(count - 10_000) < 500, buckets.join(" "));
  });
});
