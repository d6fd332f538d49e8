import assert from "node:assert/strict";
import { InterruptedError } from "#lib/errors";
import { exactly, type Benchmark } from "../../bench/figure.ts";
import { runBenchmarks } from "../../bench/run-benchmarks.ts";

const FIGURES = [{ label: "one", unit: "" as const, spread: exactly(1) }];
const benchmark = (name: string, run: Benchmark["run"] = async () => FIGURES): Benchmark => ({
  name,
  run,
});
const silent = { checkpoint: () => {}, started: () => {}, ended: () => {} };

describe("runBenchmarks", () => {
  it("keeps what was measured when one in the middle fails, and goes on", async () => {
    const failing = benchmark("second", () => Promise.reject(new Error("no such server")));
    const { results, fault } = await runBenchmarks(
      [benchmark("first"), failing, benchmark("third")],
      silent,
    );
    assert.equal(fault, undefined);
    assert.deepEqual(
      results.map(({ name, figures }) => [name, figures]),
      [
        ["first", FIGURES],
        ["second", []],
        ["third", FIGURES],
      ],
    );
    assert.match(results[1]!.error!, /no such server/);
  });

  it("ends at an interruption, and gives back what was measured before", async () => {
    const interrupted = benchmark("second", () => Promise.reject(new InterruptedError("stop")));
    const { results, fault } = await runBenchmarks(
      [benchmark("first"), interrupted, benchmark("third")],
      silent,
    );
    assert.deepEqual(
      results.map(({ name }) => name),
      ["first"],
    );
    assert.ok(fault?.error instanceof InterruptedError);
  });
});
