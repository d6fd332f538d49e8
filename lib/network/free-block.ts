import { overlap, sizeOf, type Block } from "./block.ts";

/** The first block of `bits` within one of `blocks` that has no address in common with those taken; undefined without one. */
export function freeBlock(
  blocks: readonly Block[],
  taken: readonly Block[],
  bits: number,
): Block | undefined {
  for (const { first, bits: whole } of blocks) {
    for (let place = 0; place + 1 <= 2 ** (bits - whole); place += 1) {
      const candidate = { first: first + place * sizeOf({ bits }), bits };
      if (!taken.some((block) => overlap(block, candidate))) return candidate;
    }
  }
  return undefined;
}
