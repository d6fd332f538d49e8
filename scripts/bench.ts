/**
 * Measure how fast and how large the program is, as ratios within one run; nothing here is a test.
 *
 *   npm run bench                       everything, about six minutes
 *   npm run bench -- feed trigger       some of it
 */
import { Argument, Option } from "commander";
import { jsonOption, newCommand } from "#cli/plain-command";
import { UserError } from "#lib/errors";
import { onInterrupt } from "#lib/terminal/interrupt";
import { runMain } from "#cli/run-main";
import { duration, paint } from "#lib/terminal";
import { chores } from "../bench/chores.ts";
import { feed } from "../bench/feed.ts";
import { meetsGoal, type Benchmark } from "../bench/figure.ts";
import { growth } from "../bench/growth.ts";
import { host } from "../bench/host.ts";
import { reportOf } from "../bench/report.ts";
import { program } from "../bench/program.ts";
import { runBenchmarks, type BenchmarkResult } from "../bench/run-benchmarks.ts";
import { size } from "../bench/size.ts";
import { start } from "../bench/start.ts";
import { trigger } from "../bench/trigger.ts";

const BENCHMARKS: readonly Benchmark[] = [
  size,
  start,
  chores,
  program,
  feed,
  growth,
  trigger,
  host,
];

interface Options {
  json?: boolean;
  assert?: boolean;
}

/** For help, docs and completion. */
export const command = newCommand(
  "npm run bench --",
  "Measure speed and size, as ratios within one run.",
)
  .addArgument(
    new Argument("[benchmark...]", "which; all when none is named").choices(
      BENCHMARKS.map(({ name }) => name),
    ),
  )
  .addOption(new Option("--assert", "exit code 1 when a goal is missed"))
  .addOption(jsonOption())
  .addHelpText(
    "after",
    `\nBenchmarks:\n${BENCHMARKS.map(({ name, summary }) => `  ${name.padEnd(9)}${summary}`).join("\n")}`,
  );

function parse(): Options & { readonly wanted: readonly string[] } {
  command.parse();
  return { ...command.opts<Options>(), wanted: command.processedArgs[0] as string[] };
}

async function main(): Promise<number> {
  const { wanted, json, assert } = parse();
  const interrupt = onInterrupt();
  const { results, fault } = await runBenchmarks(
    BENCHMARKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
    {
      checkpoint: interrupt.check,
      started: ({ name, summary }) => console.error(paint.dim(`${name}: ${summary} …`)),
      ended: (result) => json || console.log(textOf(result)),
    },
  );
  if (json) console.log(JSON.stringify(results.map(withVerdicts)));
  if (fault) throw fault.error;
  const failed = results.filter(({ error }) => error !== undefined).map(({ name }) => name);
  if (failed.length > 0) {
    throw new UserError(
      `${failed.join(", ")} could not be measured; the rest was.`,
      `The reason stands above. Once mended: npm run bench -- ${failed.join(" ")}`,
    );
  }
  const missed = results.flatMap(({ figures }) => figures).some((it) => meetsGoal(it) === false);
  return assert && missed ? 1 : 0;
}

function textOf({ name, ms, figures, error }: BenchmarkResult): string {
  const report = error === undefined ? reportOf(figures) : paint.red(error);
  return `\n${paint.bold(name)}  ${duration(ms)}\n${report}\n`;
}

function withVerdicts({ figures, ...result }: BenchmarkResult) {
  return { ...result, figures: figures.map((it) => ({ ...it, met: meetsGoal(it) })) };
}

await runMain(main, import.meta.filename);
