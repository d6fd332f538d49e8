/** A stream of random numbers that is the same for the same seed. */
export interface Random {
  /** A whole number from 0 to 2³² − 1. */
  bits(): number;
  /** A whole number from 0 to `limit` − 1; `limit` at most 2³². */
  below(limit: number): number;
  /** From 0 up to, not including, 1. */
  fraction(): number;
}

/**
 * sfc32, "small fast counter" of Chris Doty-Humphrey's PractRand (public domain): 128 bits of state, so that streams of
 * different seeds do not meet. Not for secrets.
 */
export function randomFrom(...seed: readonly number[]): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const bits = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (const number of seed) {
    a ^= number | 0;
    b ^= Math.floor(number / 2 ** 32) | 0;
    for (let round = 0; round < 12; round += 1) bits();
  }
  return {
    bits,
    below: (limit) => Math.floor((bits() / 2 ** 32) * limit),
    fraction: () => bits() / 2 ** 32,
  };
}
