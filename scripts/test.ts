/**
 * Check everything and run every test; the last lines are the counts.
 *
 *   npm test                              everything
 *   npm test -- test/lambda               only files below a folder, without the checks
 *   npm test -- --grep "reserves"         only tests whose title matches, without the checks
 *
 * Words after -- go to mocha.
 */
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { RefusedError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { runMain } from "#cli/run-main";

const EVERYTHING = "test/**/*.test.ts";

/** Test files at once. Each gets a PostgreSQL server; the tests of the local copy start programs of their own too. */
const JOBS = Math.min(availableParallelism(), 4);

/** Tells test/support/hooks.ts how many servers to start. */
const JOBS_VARIABLE = "CRUDDUR_TEST_JOBS";

/** What of mocha's options makes sense here, and whether a value follows. */
const OPTIONS: Readonly<Record<string, boolean>> = {
  "--grep": true,
  "-g": true,
  "--fgrep": true,
  "-f": true,
  "--invert": false,
  "-i": false,
  "--bail": false,
  "-b": false,
  "--reporter": true,
  "-R": true,
  "--timeout": true,
  "-t": true,
  "--retries": true,
};

/** Throws a RefusedError for a word that is no test file, no folder of them, and none of mocha's options. */
function checkedWords(words: readonly string[]): readonly string[] {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    const takesValue = OPTIONS[word.split("=")[0]!];
    if (takesValue !== undefined) index += takesValue && !word.includes("=") ? 1 : 0;
    else if (word.startsWith("-") || !statSync(fromRoot(word), { throwIfNoEntry: false })) {
      throw new RefusedError(
        `${word} is no test file, no folder of tests and none of the options ${Object.keys(OPTIONS).join(" ")}. No test was run.`,
        'For example: npm test -- test/lambda   or: npm test -- --grep "reserves"',
      );
    }
  }
  return words;
}

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

const USAGE = `Usage: npm test -- [folder or file …] [options]

Check everything and run every test; with words, only the tests they name and no checks.

  npm test -- test/lambda
  npm test -- --grep "reserves"

Options are mocha's: ${Object.keys(OPTIONS).join(" ")}
`;

async function main(): Promise<number> {
  if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(USAGE);
    return 0;
  }
  const words = checkedWords(process.argv.slice(2));
  if (words.length === 0) {
    const code = await run([fromRoot("scripts", "launch.cjs"), "check"]);
    if (code !== 0) return code;
  }
  return run([fromRoot("node_modules", "mocha", "bin", "mocha.js"), ...mochaWords(words)]);
}

await runMain(main);
