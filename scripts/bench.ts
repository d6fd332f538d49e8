import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { UserError } from "#lib/errors";
import { duration, paint } from "#lib/terminal";
import { meetsGoal, type Benchmark } from "../bench/figure.ts";
import type { BenchmarkResult } from "../bench/run-benchmarks.ts";

/** The benchmarks by name, loaded when they run: they need packages that help does without. */
const BENCHMARKS = {
  size: {
    summary: "bytes of bundles and page; loading a bundle with and without the navigator banner",
    load: async () => (await import("../bench/size.ts")).size,
  },
  start: {
    summary:
      "`npm start` until the page answers, against Node and PostgreSQL alone; the host's memory",
    load: async () => (await import("../bench/start.ts")).start,
  },
  chores: {
    summary: "the second `db:setup` against Node's start and one psql doing the same; `--help`",
    load: async () => (await import("../bench/chores.ts")).chores,
  },
  program: {
    summary: "the Pulumi program under mocks against its modules alone and as many plain resources",
    load: async () => (await import("../bench/program.ts")).program,
  },
  feed: {
    summary: "a page of the home feed against `select 1`, at 10k, 100k and 1M cruds",
    load: async () => (await import("../bench/feed.ts")).feed,
  },
  growth: {
    summary: "statements about one user at 1k, 100k and 1M users",
    load: async () => (await import("../bench/growth.ts")).growth,
  },
  trigger: {
    summary: "a warm post-confirmation against pgbench with the same statement, prepared",
    load: async () => (await import("../bench/trigger.ts")).trigger,
  },
  host: {
    summary: "requests a second through the local host against the bundle called directly",
    load: async () => (await import("../bench/host.ts")).host,
  },
} satisfies Record<string, { summary: string; load(): Promise<Benchmark> }>;

const NAMES = Object.keys(BENCHMARKS) as (keyof typeof BENCHMARKS)[];

export const command = defineCommand({
  name: "bench",
  summary: "Measure how fast and how large the program is, as ratios within one run",
  details: "Nothing of it is a test. All of them take about six minutes.",
  examples: { "feed trigger": "some of them" },
  words: {
    value: "BENCHMARK",
    summary: "which; all when none is named",
    choices: Object.fromEntries(NAMES.map((name) => [name, BENCHMARKS[name].summary])),
    many: true,
  },
  on: "nothing",
  options: { assert: { type: "flag", summary: "exit code 1 when a goal is missed" } },
  changes: false,
  async run(context, { assert }) {
    const { runBenchmarks } = await import("../bench/run-benchmarks.ts");
    const { reportOf } = await import("../bench/report.ts");
    const { words, note, print } = context;
    const wanted = NAMES.filter((name) => words.length === 0 || words.includes(name));
    const { results, fault } = await runBenchmarks(
      await Promise.all(wanted.map((name) => BENCHMARKS[name].load())),
      {
        checkpoint: context.watchInterrupt().check,
        started: ({ name }) => {
          note(paint.dim(`${name}: ${BENCHMARKS[name as keyof typeof BENCHMARKS].summary} …`));
        },
        ended: (result) => print(textOf(result, reportOf)),
      },
    );
    const failed = results.filter(({ error }) => error !== undefined).map(({ name }) => name);
    const missed = results.flatMap(({ figures }) => figures).some((it) => meetsGoal(it) === false);
    if (fault || failed.length > 0 || (assert && missed)) context.exitCode = 1;
    context.tell({ results: results.map(withVerdicts) });
    if (fault) throw fault.error;
    if (failed.length > 0) {
      throw new UserError(
        `${failed.join(", ")} could not be measured; the rest was.`,
        `The reason stands above. Once mended: npm run bench -- ${failed.join(" ")}`,
      );
    }
  },
});

function textOf(
  { name, ms, figures, error }: BenchmarkResult,
  reportOf: (figures: BenchmarkResult["figures"]) => string,
): string {
  const report = error === undefined ? reportOf(figures) : paint.red(error);
  return `\n${paint.bold(name)}  ${duration(ms)}\n${report}\n`;
}

function withVerdicts({ figures, ...result }: BenchmarkResult) {
  return { ...result, figures: figures.map((it) => ({ ...it, met: meetsGoal(it) })) };
}

await runCommand(command, import.meta.filename);
