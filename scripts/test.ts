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
import { fromRoot } from "#lib/root";
import { runMain } from "#lib/run-main";

const EVERYTHING = "test/**/*.test.ts";

/** mocha's words: folders become the test files in them, and without any file it is all of them. */
function mochaWords(words: readonly string[]): string[] {
  const named = words.map((word) =>
    statSync(fromRoot(word), { throwIfNoEntry: false })?.isDirectory()
      ? `${word.replace(/\/$/, "")}/**/*.test.ts`
      : word,
  );
  return named.some((word) => word.endsWith(".test.ts")) ? named : [EVERYTHING, ...named];
}

function run(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, words, { cwd: fromRoot(), stdio: "inherit" });
  // Ctrl-C reaches the child by itself; it must end its servers before we end.
  process.on("SIGINT", () => {});
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 130));
  });
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  if (words.length === 0) {
    const code = await run([fromRoot("scripts", "launch.cjs"), "check"]);
    if (code !== 0) return code;
  }
  return run([fromRoot("node_modules", "mocha", "bin", "mocha.js"), ...mochaWords(words)]);
}

await runMain(main);
