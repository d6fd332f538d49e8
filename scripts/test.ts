import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineCommand } from "#cli/command";
import { flagOf, wholeNumber, type OptionSpecs } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { RefusedError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { $ } from "#lib/terminal/program";

/**
 * How high a test stands, in its file's name: `x.pg.test.ts`, and `x.test.ts` where it is pure; CONTRIBUTING.md says
 * what each needs. The highest take longest and begin first, so that none of them runs alone at the end.
 */
export const HEIGHTS = [
  "browser",
  "docker",
  "engine",
  "moto",
  "models",
  "host",
  "command",
  "pg",
  "plan",
  "pure",
];

/** Test files at once. Most of their time they wait: for a server, a program that starts, a lock. */
const JOBS = Math.min(2 * availableParallelism(), 8);

/** Those of mocha's options that make sense here. */
const OPTIONS = {
  grep: { type: "value", value: "PATTERN", short: "g", summary: "tests whose title matches" },
  fgrep: { type: "value", value: "TEXT", short: "f", summary: "tests whose title has this in it" },
  invert: { type: "flag", short: "i", summary: "the tests that --grep or --fgrep leaves out" },
  bail: { type: "flag", short: "b", summary: "end at the first test that fails" },
  reporter: { type: "value", value: "NAME", short: "R", summary: "one of mocha's reporters" },
  timeout: { type: "value", value: "MS", short: "t", summary: "for each test; 0 for none" },
  retries: {
    type: "value",
    value: "NUMBER",
    summary: "how often a failed test is tried again",
    parse: wholeNumber(0, 99),
  },
} as const satisfies OptionSpecs;

export const command = defineCommand({
  name: "test",
  summary: "Check everything and run every test; the last lines are the counts",
  details:
    "With words or options only the tests that they name, and no checks. The options are mocha's.",
  examples: {
    "test/lambda": "only files below a folder",
    pure: "only tests that need no server and no program of ours",
    '--grep "reserves"': "only tests whose title matches",
  },
  words: {
    value: "WORD",
    summary: `a test file, a folder of them, or a height: ${HEIGHTS.join(" ")}`,
    many: true,
  },
  on: "nothing",
  options: OPTIONS,
  changes: false,
  json: false,
  async run(context, options) {
    context.exitCode = await main(context.words, mochaOptions(options));
  },
});

const mochaOptions = (options: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(OPTIONS).flatMap((key) => {
    const value = options[key];
    if (value === undefined || value === false) return [];
    return [value === true ? flagOf(key) : `${flagOf(key)}=${String(value)}`];
  });

/**
 * mocha's words for ours. Without a folder or a file it is all of them, some at once. Throws a RefusedError for a word
 * that is no height, no test file and no folder of them.
 */
export function mochaWords(words: readonly string[], options: readonly string[] = []): string[] {
  const heights = words.filter((word) => HEIGHTS.includes(word));
  const named = words
    .filter((word) => !HEIGHTS.includes(word))
    .flatMap((word) => (isFolder(word) ? filesIn(word.replace(/\/$/, ""), heights) : [word]));
  if (named.length > 0) return [...options, ...named];
  const all = filesIn("test", heights.length > 0 ? heights : HEIGHTS);
  return ["--parallel", "--jobs", String(JOBS), ...options, ...all];
}

function isFolder(word: string): boolean {
  const place = statSync(fromRoot(word), { throwIfNoEntry: false });
  if (place) return place.isDirectory();
  throw new RefusedError(
    `${word} is no test file, no folder of tests and none of the heights ${HEIGHTS.join(" ")}. No test was run.`,
    'For example: npm test -- test/lambda   or: npm test -- pure   or: npm test -- --grep "reserves"',
  );
}

/** Patterns of the test files of some heights, or of any. */
function filesIn(folder: string, heights: readonly string[]): string[] {
  if (heights.length === 0) return [`${folder}/**/*.test.ts`];
  return heights.map(
    (height) => `${folder}/**/${height === "pure" ? "!(*.*)" : `*.${height}`}.test.ts`,
  );
}

async function run(words: readonly string[]): Promise<number> {
  // Ctrl-C reaches the child by itself; it must end its servers before we end.
  process.on("SIGINT", () => {});
  const started = $({ cwd: fromRoot(), stdio: "inherit" })`${[process.execPath, ...words]}`;
  return (await started).exitCode ?? 130;
}

async function main(words: readonly string[], options: readonly string[]): Promise<number> {
  const forMocha = mochaWords(words, options);
  if (words.length === 0 && options.length === 0) {
    const code = await run([fromRoot("scripts", "launch.cjs"), "check"]);
    if (code !== 0) return code;
  }
  return run([fromRoot("node_modules", "mocha", "bin", "mocha.js"), ...forMocha]);
}

await runCommand(command, import.meta.filename);
