/** The least, the middle and the most of some measurements. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One line of a benchmark's report. */
export interface Figure {
  readonly label: string;
  /** The unit of the number: `x` is a ratio of two arms of the same run. */
  readonly unit: "x" | "ms" | "s" | "MiB" | "KB" | "/s" | "";
  readonly spread: Spread;
  /** The median that is hoped for, at most or at least. */
  readonly goal?: { readonly most: number } | { readonly least: number };
}

/** A named group of arms that are measured together. */
export interface Benchmark {
  readonly name: string;
  /** @param checkpoint called between measurements; it throws to end them, and what was started is ended too */
  run(checkpoint: () => void): Promise<Figure[]>;
}

/** The median of a sample; the mean of the two in the middle when there is no one middle. Throws for an empty one. */
export function medianOf(sample: readonly number[]): number {
  if (sample.length === 0) throw new Error("a median of nothing");
  const sorted = sample.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function spreadOf(sample: readonly number[]): Spread {
  return { min: Math.min(...sample), median: medianOf(sample), max: Math.max(...sample) };
}

/** How one arm compares with another, round by round: whatever slowed a round down slowed both. */
export function ratioOf(arm: readonly number[], base: readonly number[]): Spread {
  return spreadOf(arm.map((value, round) => value / base[round]!));
}

/** Undefined where there is no goal. */
export function meetsGoal({ goal, spread }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return "most" in goal ? spread.median <= goal.most : spread.median >= goal.least;
}

/** A figure that was counted, not timed. */
export function exactly(value: number): Spread {
  return { min: value, median: value, max: value };
}
