import fc from "fast-check";
import { blockText } from "#lib/network/block";

/** Every block that a private stack may have: /16 to /20 of the private ranges, AWS's own 172.17/16 left out. */
export const privateBlocks: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom([10, 0, 255], [172, 16, 31], [192, 168, 168], [100, 64, 127]),
    fc.nat(255),
    fc.nat(15),
    fc.integer({ min: 16, max: 20 }),
  )
  .map(([[first = 0, from = 0, to = 0], second, third, bits]) => {
    const whole = from + (second % (to - from + 1));
    const address =
      ((first * 256 + (first === 172 && whole === 17 ? 18 : whole)) * 256 + third * 16) * 256;
    return blockText({ first: address - (address % 2 ** (32 - bits)), bits });
  });
