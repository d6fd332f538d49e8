import { medianOf } from "./figure.ts";

/** Measures once and returns a number, usually the milliseconds of a batch. */
export type Arm = () => Promise<number>;

/**
 * Measures every arm once a round, each round in a new order, so that a slow moment of the machine, a warm cache or
 * the arm before favours none of them. The first rounds are thrown away.
 *
 * @returns each arm's measurements, one a round and in the rounds' order, so that they can be compared pairwise
 */
export async function interleave<Name extends string>(
  arms: Readonly<Record<Name, Arm>>,
  {
    rounds,
    warmUp = 1,
    checkpoint,
  }: { readonly rounds: number; readonly warmUp?: number; readonly checkpoint: () => void },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(arms) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      checkpoint();
      const value = await arms[name]();
      if (round >= 0) samples[name].push(value);
    }
  }
  return samples;
}

/**
 * The median milliseconds of each of some short pieces of work, done in turns, each turn in a new order: what one
 * leaves warm or cold, the next one finds, whoever it is.
 */
export async function mediansOf<Name extends string>(
  works: Readonly<Record<Name, () => Promise<unknown>>>,
  turns: number,
): Promise<Record<Name, number>> {
  const arms = Object.fromEntries(
    Object.entries<() => Promise<unknown>>(works).map(([name, work]) => [name, () => timed(work)]),
  ) as Record<Name, Arm>;
  const samples = await interleave(arms, { rounds: turns, warmUp: 0, checkpoint: () => {} });
  return Object.fromEntries(
    Object.entries<number[]>(samples).map(([name, sample]) => [name, medianOf(sample)]),
  ) as Record<Name, number>;
}

/** The milliseconds that some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function shuffled<T>(values: readonly T[]): T[] {
  const rest = [...values];
  for (let last = rest.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [rest[last], rest[other]] = [rest[other]!, rest[last]!];
  }
  return rest;
}
