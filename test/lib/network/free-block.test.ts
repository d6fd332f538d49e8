import assert from "node:assert/strict";
import fc from "fast-check";
import { isWithin, overlap, parseBlock } from "#lib/network/block";
import { freeBlock } from "#lib/network/free-block";
import { privateBlocks } from "#test/plans/private-blocks";

describe("freeBlock", () => {
  it("finds a block within, free of all that are taken, or there is none", () => {
    const bits = fc.integer({ min: 20, max: 24 });
    const taken = fc.array(fc.tuple(fc.nat(255), bits), { maxLength: 12 });
    fc.assert(
      fc.property(privateBlocks, taken, (text, parts) => {
        const whole = parseBlock(text)!;
        const subnets = parts.map(([third, size]) => {
          const [first, second] = text.split(".");
          return parseBlock(`${first}.${second}.${third}.0/${size}`)!;
        });
        const found = freeBlock([whole], subnets, 20);
        if (found !== undefined) {
          assert.ok(isWithin(found, whole) && !subnets.some((block) => overlap(block, found)));
        } else {
          const all = Array.from({ length: 2 ** (20 - whole.bits) }, (_, place) => ({
            first: whole.first + place * 4096,
            bits: 20,
          }));
          for (const one of all) assert.ok(subnets.some((block) => overlap(block, one)));
        }
      }),
    );
  });

  it("looks through every block, and in none that is smaller than what is wanted", () => {
    const [small, large] = [parseBlock("10.0.0.0/24")!, parseBlock("100.64.0.0/16")!];
    assert.deepEqual(freeBlock([small, large], [], 20), parseBlock("100.64.0.0/20"));
    assert.equal(freeBlock([small], [], 20), undefined);
  });
});
