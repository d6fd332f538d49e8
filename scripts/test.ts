import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineCommand } from "#cli/command";
import { flagOf, wholeNumber, type OptionSpecs } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { RefusedError } from "#lib/errors";
import { fromRoot } from "#lib/root";

const EVERYTHING = "test/**/*.test.ts";

/** Test files at once. Each gets a PostgreSQL server; the tests of the local copy start programs of their own too. */
const JOBS = Math.min(availableParallelism(), 4);

/** Tells test/support/hooks.ts how many servers to start. */
const JOBS_VARIABLE = "CRUDDUR_TEST_JOBS";

/** What of mocha's options makes sense here. */
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
    '--grep "reserves"': "only tests whose title matches",
  },
  words: { value: "FILE", summary: "a test file, or a folder of them", many: true },
  on: "nothing",
  options: OPTIONS,
  changes: false,
  json: false,
  async run(context, options) {
    context.exitCode = await main([...checkedFiles(context.words), ...mochaOptions(options)]);
  },
});

/** Throws a RefusedError for a word that is no test file and no folder of them. */
function checkedFiles(words: readonly string[]): readonly string[] {
  const wrong = words.find((word) => !statSync(fromRoot(word), { throwIfNoEntry: false }));
  if (wrong === undefined) return words;
  throw new RefusedError(
    `${wrong} is no test file and no folder of tests. No test was run.`,
    'For example: npm test -- test/lambda   or: npm test -- --grep "reserves"',
  );
}

const mochaOptions = (options: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(OPTIONS).flatMap((key) => {
    const value = options[key];
    if (value === undefined || value === false) return [];
    return [value === true ? flagOf(key) : `${flagOf(key)}=${String(value)}`];
  });

/** mocha's words: folders become the test files in them, and without any file it is all of them, some at once. */
function mochaWords(words: readonly string[]): string[] {
  const named = words.map((word) =>
    statSync(fromRoot(word), { throwIfNoEntry: false })?.isDirectory()
      ? `${word.replace(/\/$/, "")}/**/*.test.ts`
      : word,
  );
  if (named.some((word) => word.endsWith(".test.ts"))) return named;
  return ["--parallel", "--jobs", String(JOBS), EVERYTHING, ...named];
}

function run(words: readonly string[]): Promise<number> {
  const env = {
    ...process.env,
    [JOBS_VARIABLE]: words.includes("--parallel") ? String(JOBS) : "1",
  };
  const child = spawn(process.execPath, words, { cwd: fromRoot(), stdio: "inherit", env });
  // Ctrl-C reaches the child by itself; it must end its servers before we end.
  process.on("SIGINT", () => {});
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 130));
  });
}

async function main(words: readonly string[]): Promise<number> {
  if (words.length === 0) {
    const code = await run([fromRoot("scripts", "launch.cjs"), "check"]);
    if (code !== 0) return code;
  }
  return run([fromRoot("node_modules", "mocha", "bin", "mocha.js"), ...mochaWords(words)]);
}

await runCommand(command, import.meta.filename);
