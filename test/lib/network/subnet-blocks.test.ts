import assert from "node:assert/strict";
import fc from "fast-check";
import { isWithin, overlap, parseBlock, sizeOf } from "#lib/network/block";
import { smallestWith, subnetBlocks } from "#lib/network/subnet-blocks";
import { privateBlocks } from "#test/plans/private-blocks";

describe("subnetBlocks", () => {
  it("gives the blocks of every stack that has the default, which cannot be changed", () => {
    assert.deepEqual(subnetBlocks("10.42.0.0/16"), {
      database: ["10.42.0.0/24", "10.42.1.0/24"],
      functions: ["10.42.16.0/22", "10.42.20.0/22"],
    });
  });

  it("gives two of 256 and two of 1024 addresses within the block, none of them in another", () => {
    fc.assert(
      fc.property(privateBlocks, (cidr) => {
        const { database, functions } = subnetBlocks(cidr);
        const blocks = [...database, ...functions].map((text) => {
          const block = parseBlock(text);
          assert.ok(block, text);
          return block;
        });
        assert.deepEqual(blocks.map(sizeOf), [256, 256, 1024, 1024]);
        for (const [place, block] of blocks.entries()) {
          assert.ok(isWithin(block, parseBlock(cidr)!), `${cidr}: ${place}`);
          for (const other of blocks.slice(place + 1)) assert.ok(!overlap(block, other), cidr);
        }
        assert.equal(new Set([...database, ...functions]).size, 4);
      }),
    );
  });
});

describe("smallestWith", () => {
  it("finds a block that makes the same subnets", () => {
    fc.assert(
      fc.property(privateBlocks, (cidr) => {
        const { database, functions } = subnetBlocks(cidr);
        const found = smallestWith({ database: database[0], functions: functions[0] });
        assert.deepEqual(subnetBlocks(found!), { database, functions });
      }),
    );
  });

  it("finds none for other subnets, or where one is not known", () => {
    assert.equal(smallestWith({ database: "10.0.0.0/24", functions: "10.0.9.0/22" }), undefined);
    assert.equal(smallestWith({ database: undefined, functions: "10.0.16.0/22" }), undefined);
  });
});
