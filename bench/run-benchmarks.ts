import { InterruptedError } from "#lib/errors";
import type { Benchmark, Figure } from "./figure.ts";

/** The outcome of one benchmark: its figures, or why there are none. */
export interface BenchmarkResult {
  readonly name: string;
  /** How long it took. */
  readonly ms: number;
  readonly figures: readonly Figure[];
  /** The error's stack, when it could not be measured. */
  readonly error?: string;
}

interface Options {
  /** Called between measurements; it throws an InterruptedError to end them. */
  readonly checkpoint: () => void;
  readonly started: (benchmark: Benchmark) => void;
  readonly ended: (result: BenchmarkResult) => void;
}

/**
 * Runs benchmarks one after the other. One that fails costs the others nothing; an interruption ends the run.
 *
 * @returns what was measured, and the interruption as `fault`, for the caller to throw once it has shown the rest
 */
export async function runBenchmarks(
  benchmarks: readonly Benchmark[],
  { checkpoint, started, ended }: Options,
): Promise<{ results: BenchmarkResult[]; fault?: { error: InterruptedError } }> {
  const results: BenchmarkResult[] = [];
  for (const benchmark of benchmarks) {
    started(benchmark);
    const start = performance.now();
    const outcome = await benchmark.run(checkpoint).then(
      (figures) => ({ figures }),
      (thrown: unknown) => ({ figures: [], thrown }),
    );
    if ("thrown" in outcome && outcome.thrown instanceof InterruptedError) {
      return { results, fault: { error: outcome.thrown } };
    }
    const result = {
      name: benchmark.name,
      ms: Math.round(performance.now() - start),
      figures: outcome.figures,
      ...("thrown" in outcome ? { error: textOf(outcome.thrown) } : {}),
    };
    results.push(result);
    ended(result);
  }
  return { results };
}

const textOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
