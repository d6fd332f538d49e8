/**
 * Everything that can be known without running the product: types, lint, formatting, every SQL statement against
 * the migrated schema, and what migrations would do to a database in use.
 *
 *   npm run check
 */
import { $ } from "zx";
import { listMigrations } from "#database/migrations/migrate";
import { newCommand } from "#cli/plain-command";
import { UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { runMain } from "#cli/run-main";
import { Steps, stepPrinter } from "#cli/steps";
import { hasColour } from "#lib/terminal";

/** What is checked, and what to type to mend it where a command can. */
const CHECKS = [
  { step: "Types", program: ["tsc", "--noEmit", "-p", "."] },
  { step: "Types of the page", program: ["tsc", "--noEmit", "-p", "web"] },
  { step: "Lint and import rules", program: ["eslint", "."] },
  {
    step: "Formatting",
    program: ["prettier", "--check", "--log-level=warn", "."],
    hint: "npm run format",
  },
  { step: "SQL statements", program: ["statements", "--check"] },
  { step: "Migrations", inProcess: unsafeMigrations },
  { step: "Documents of the commands", program: ["docs", "--check"] },
] as const;

/** What the lint says of the migrations, or "". */
async function unsafeMigrations(): Promise<string> {
  const { describeLintFinding, lintMigrations } = await import("#database/migrations/lint/lint");
  const findings = await lintMigrations((await listMigrations()).map(({ file }) => file));
  return findings.map(describeLintFinding).join("\n");
}

/** For help, docs and completion. */
export const command = newCommand(
  "npm run check --",
  "Check types, lint, formatting, every SQL statement and migration.",
);

async function main(): Promise<void> {
  command.parse();
  const steps = new Steps(stepPrinter());
  const failed: string[] = [];
  // Two at a time: each is bound by one core, and the statements wait for a database server.
  const queue = [...CHECKS];
  const work = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const report = await run(check, steps);
      if (report !== undefined) failed.push(report);
    }
  };
  await Promise.all([work(), work()]);
  if (failed.length === 0) return;
  throw new UserError(
    `${failed.length} of ${CHECKS.length} checks failed.\n\n${failed.join("\n\n")}`,
  );
}

/** What the check printed when it failed. */
async function run(check: (typeof CHECKS)[number], steps: Steps): Promise<string | undefined> {
  let output = "";
  const attempt = steps.run(check.step, async () => {
    output = "program" in check ? await outputOfFailed(check.program) : await check.inProcess();
    if (output !== "") throw new UserError(check.step);
  });
  return attempt.then(
    () => undefined,
    () => `${check.step}:\n${output}${"hint" in check ? `\n  Type: ${check.hint}` : ""}`,
  );
}

/** Runs a program, or a command of ours, and returns what it said when it failed, or "". */
async function outputOfFailed([name, ...options]: readonly string[]): Promise<string> {
  const binary = BINARIES[name as keyof typeof BINARIES];
  const program = binary
    ? [fromRoot("node_modules", ...binary)]
    : [fromRoot("scripts", "launch.cjs"), name!];
  const done = await $({
    cwd: fromRoot(),
    nothrow: true,
    quiet: true,
    env: { ...process.env, ...(hasColour(process.stderr) ? { FORCE_COLOR: "1" } : {}) },
  })`${[process.execPath, ...program, ...options]}`;
  if (done.exitCode === 0) return "";
  return `${done.stdout}${done.stderr}`.trim() || `${name} ended with ${done.exitCode}.`;
}

/** Called by path: `npx` adds most of a second to each. */
const BINARIES = {
  tsc: ["typescript", "bin", "tsc"],
  eslint: ["eslint", "bin", "eslint.js"],
  prettier: ["prettier", "bin", "prettier.cjs"],
} as const;

await runMain(main, import.meta.filename);
