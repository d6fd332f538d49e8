import { blockText, parseBlock, type Block } from "./block.ts";

/** The subnets of a private stack, in the order of their zones. */
export interface SubnetBlocks {
  readonly database: readonly [string, string];
  readonly functions: readonly [string, string];
}

/** Addresses of a /24, in which the places of subnets are counted. */
const UNIT = 256;

/**
 * The blocks of a private stack's subnets within one of /16 to /20: a /24 for the database in each zone, since a server, a
 * standby and a proxy have few interfaces, and a /22 for the functions. In `10.42.0.0/16` they are 10.42.0.0/24,
 * 10.42.1.0/24, 10.42.16.0/22 and 10.42.20.0/22, where those of every stack have been that has them: a subnet's block
 * cannot be changed. A /20 has no room behind its 16th /24; there the functions' begin at the fourth.
 */
export function subnetBlocks(cidr: string): SubnetBlocks {
  const block = parseBlock(cidr);
  if (block === undefined) throw new Error(`${cidr} is no block of IPv4`);
  const at = (unit: number, bits: number) => blockText(part(block, unit, bits));
  const first = block.bits < 20 ? 16 : 4;
  return {
    database: [at(0, 24), at(1, 24)],
    functions: [at(first, 22), at(first + 4, 22)],
  };
}

/** The smallest block that `subnetBlocks` makes these of; undefined where they are none of its. */
export function smallestWith(first: {
  readonly database: string | undefined;
  readonly functions: string | undefined;
}): string | undefined {
  const start = parseBlock(first.database ?? "")?.first;
  if (start === undefined) return undefined;
  return [20, 19]
    .map((bits) => blockText({ first: start, bits }))
    .find((cidr) => {
      const { database, functions } = subnetBlocks(cidr);
      return database[0] === first.database && functions[0] === first.functions;
    });
}

const part = ({ first }: Block, unit: number, bits: number): Block => ({
  first: first + unit * UNIT,
  bits,
});
