import assert from "node:assert/strict";
import fc from "fast-check";
import { blockText, isWithin, overlap, parseBlock, sizeOf } from "#lib/network/block";

const blocks = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, bits]) => ({ first: address - (address % 2 ** (32 - bits)), bits }));

describe("parseBlock", () => {
  it("reads what blockText writes", () => {
    fc.assert(
      fc.property(blocks, (block) => assert.deepEqual(parseBlock(blockText(block)), block)),
    );
  });

  it("takes away what is set behind the fixed bits", () => {
    assert.equal(blockText(parseBlock("10.42.0.5/16")!), "10.42.0.0/16");
    assert.equal(blockText(parseBlock("172.16.31.9/20")!), "172.16.16.0/20");
  });

  for (const text of [
    "10.42.0.0",
    "10.42.0/16",
    "10.42.0.256/24",
    "10.42.0.0/33",
    "fd00::/8",
    "",
  ]) {
    it(`reads no block in ${JSON.stringify(text)}`, () => {
      assert.equal(parseBlock(text), undefined);
    });
  }
});

describe("overlap and isWithin", () => {
  it("agree with the addresses one by one", () => {
    const near = fc.tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 26, max: 32 }));
    const small = near.map(([at, bits]) => ({ first: at - (at % sizeOf({ bits })), bits }));
    const addresses = ({ first, bits }: { first: number; bits: number }) =>
      Array.from({ length: sizeOf({ bits }) }, (_, place) => first + place);
    fc.assert(
      fc.property(small, small, (one, other) => {
        const [of, ofOther] = [addresses(one), addresses(other)];
        const shared = of.filter((address) => ofOther.includes(address));
        assert.equal(overlap(one, other), shared.length > 0);
        assert.equal(isWithin(one, other), shared.length === of.length);
      }),
    );
  });
});
