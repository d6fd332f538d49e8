import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { listMigrations } from "#database/migrations/migrate";
import { defineCommand } from "#cli/command";
import { UserError } from "#lib/errors";
import { fingerprintOf } from "#lib/fingerprint";
import { EXCEPTIONS } from "#lib/policies/exceptions";
import { endingText } from "#lib/policies/waive";
import { fromRoot } from "#lib/root";
import { runCommand } from "#cli/run-command";
import type { CommandContext } from "#lib/terminal/command-context";
import { $ } from "#lib/terminal/program";
import { Steps, stepPrinter } from "#lib/terminal/steps";
import { hasColour, keepColours, paint } from "#lib/terminal";
import { writeWhole } from "#lib/write-whole";

const CACHE = "node_modules/.cache/cruddur-stack";

/** Each cache is keyed by a file's content, and by the configuration and the version of the program that made it. */
const cachedIn = (name: string) => [
  "--cache",
  "--cache-strategy=content",
  `--cache-location=${CACHE}/${name}`,
];

/** The checks, longest first when one file has changed. `hint` is what to type to mend it, where a command can. */
export const CHECKS: readonly Check[] = [
  // No cache of files: a change of one makes another wrong.
  { step: "Types and promises", program: ["oxlint", "--type-check", "."] },
  {
    step: "Formatting",
    program: ["prettier", "--check", "--log-level=warn", ...cachedIn("prettier"), "."],
    hint: "npm run format",
  },
  { step: "Lint and import rules", program: ["eslint", ...cachedIn("eslint"), "."] },
  { step: "SQL statements", program: ["statements", "--check"] },
  { step: "Documents of the commands", program: ["docs", "--check"] },
  // What the page imports must be right in a browser too, where Node's names are missing.
  {
    step: "Types of the page",
    program: ["tsc", "--noEmit", "-p", "web"],
    of: ["web", "lib/domain"],
  },
  {
    step: "Unused exports, files and packages",
    program: ["knip", "--cache", `--cache-location=${CACHE}/knip`],
  },
  { step: "Rooms", inProcess: brokenRooms },
  { step: "Migrations", inProcess: unsafeMigrations },
];

type Check = {
  readonly step: string;
  readonly hint?: string;
  /** The folders whose content decides it, beside the installed packages. @default the whole checkout */
  readonly of?: readonly string[];
} & (
  | { readonly program: readonly string[] }
  | { readonly inProcess: (folder: string) => Promise<string> }
);

/** The lint's findings in the migrations, or "". */
async function unsafeMigrations(): Promise<string> {
  const { describeLintFinding, lintMigrations } = await import("#database/migrations/lint/lint");
  const findings = await lintMigrations((await listMigrations()).map(({ file }) => file));
  return findings.map(describeLintFinding).join("\n");
}

/** The faults of `folder` against rooms.json and CONTRIBUTING, a line each, or "". */
async function brokenRooms(folder: string): Promise<string> {
  const { houseFaults } = await import("#lib/rooms/house-faults");
  const { readHouse } = await import("#lib/rooms/house");
  return houseFaults(readHouse(folder)).join("\n");
}

export const command = defineCommand({
  name: "check",
  summary: "Check types, lint, formatting, every SQL statement and migration",
  details:
    "Everything that can be known without running the product: also what migrations would do to a database in use.",
  on: "nothing",
  changes: false,
  run: main,
});

async function main({ note }: CommandContext): Promise<void> {
  const steps = new Steps(stepPrinter());
  const failed: string[] = [];
  const done: string[] = [];
  // As many at a time as there are cores, and two on one: the statements wait for a database server.
  const passed = readPassed();
  const before = fingerprints();
  const queue = CHECKS.filter(({ step }) => passed[step] !== before[step]);
  if (queue.length < CHECKS.length) {
    const rest = `${CHECKS.length - queue.length} of ${CHECKS.length} checks`;
    note(`${paint.green("✓")} ${rest} passed for these very files before.`);
  }
  const work = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const report = await run(check, steps);
      if (report !== undefined) failed.push(report);
      else done.push(check.step);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  // What was edited meanwhile was looked at half before and half after.
  const after = fingerprints();
  for (const step of done) if (after[step] === before[step]) passed[step] = after[step]!;
  await writeWhole(PASSED, JSON.stringify(passed));
  const ending = endingText(EXCEPTIONS, ["dev", "prod"], new Date());
  if (ending) note(`! ${ending}`);
  if (failed.length === 0) return;
  throw new UserError(
    `${failed.length} of ${CHECKS.length} checks failed.\n\n${failed.join("\n\n")}`,
    "Mend what stands above, then: npm run check",
  );
}

/** The fingerprint of what each check last passed for, by its step. */
const PASSED = fromRoot(CACHE, "checks.json");

function readPassed(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(PASSED, "utf8")) as Record<string, string>;
  } catch {
    return {}; // none yet, or cut short
  }
}

/** The fingerprint of what each check looks at, by its step. */
function fingerprints(): Record<string, string> {
  const whole = fingerprintOf(fromRoot());
  return Object.fromEntries(
    CHECKS.map(({ step, of }) => [step, of ? fingerprintOf(fromRoot(), of) : whole]),
  );
}

/** The output of a check that failed, below its step's name and with its hint; undefined when it passed. */
async function run(check: Check, steps: Steps): Promise<string | undefined> {
  let output = "";
  const attempt = steps.run(check.step, async () => {
    output = await failureOf(check);
    if (output !== "") throw new UserError(check.step, "");
  });
  return attempt.then(
    () => undefined,
    () => `${check.step}:\n${output}${check.hint ? `\n  Type: ${check.hint}` : ""}`,
  );
}

/** The complaints of a check about the project in `folder`, or "". */
export function failureOf(check: Check, folder = fromRoot()): Promise<string> {
  return "program" in check ? outputOfFailed(check.program, folder) : check.inProcess(folder);
}

/** Runs a program, or a command of ours, and returns what it said when it failed, or "". */
async function outputOfFailed(
  [name, ...options]: readonly string[],
  folder: string,
): Promise<string> {
  const binary = BINARIES[name as keyof typeof BINARIES];
  const program = binary
    ? [fromRoot("node_modules", ...binary)]
    : [fromRoot("scripts", "launch.cjs"), name!];
  const done = await $({
    cwd: folder,
    env: {
      ...process.env,
      ...(hasColour(process.stderr) ? { FORCE_COLOR: "1" } : {}),
      // The type checker is written in Go, and a run of seconds need not collect its garbage as often.
      GOGC: "400",
    },
  })`${[process.execPath, ...program, ...options]}`;
  if (done.exitCode === 0) return "";
  return (
    keepColours(`${done.stdout}${done.stderr}`.trim()) || `${name} ended with ${done.exitCode}.`
  );
}

/** Called by path: `npx` adds most of a second to each. */
const BINARIES = {
  tsc: ["typescript", "bin", "tsc"],
  eslint: ["eslint", "bin", "eslint.js"],
  knip: ["knip", "bin", "knip.js"],
  oxlint: ["oxlint", "bin", "oxlint"],
  prettier: ["prettier", "bin", "prettier.cjs"],
} as const;

await runCommand(command, import.meta.filename);
