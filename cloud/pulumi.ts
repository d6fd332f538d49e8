import { isStackName } from "#lib/domain/target";
import type { Env } from "#lib/environment";
import { RefusedError, UserError } from "#lib/errors";
import { protectionFault } from "#lib/plan/judge-plan";
import { parsePreview, type Preview } from "#lib/plan/preview";
import { programsOnPath } from "#lib/programs-on-path";
import { pulumiEnvironment } from "#lib/plan/pulumi-environment";
import { pulumiFault } from "#lib/plan/pulumi-fault";
import { ROOT } from "#lib/root";
import { $ } from "#lib/terminal/program";

export interface PulumiOptions {
  readonly stack: string;
  readonly env: Env;
  /** Called when pulumi has failed; it throws where that was Ctrl-C, which reaches pulumi as well. */
  readonly check?: (() => void) | undefined;
}

/** Checks for the program, and for a name that can be a stack's. Throws a UserError or a RefusedError. */
export async function checkPulumi({ stack, env }: PulumiOptions): Promise<void> {
  if (!isStackName(stack)) {
    throw new RefusedError(
      `${JSON.stringify(stack)} is no name of a stack. Nothing was done.`,
      "See the stacks: pulumi stack ls",
    );
  }
  if ((await programsOnPath("pulumi", env)).length === 0) {
    throw new UserError(
      "pulumi is not installed.",
      "Install it: https://www.pulumi.com/docs/install (macOS: brew install pulumi/tap/pulumi), then type the command again.",
    );
  }
}

/** Throws a UserError where the program is older than `wanted`, such as `3.259`. One that tells no version may be any. */
export async function requirePulumi(wanted: string, env: Env): Promise<void> {
  const { stdout } = await run(["version"], env, "collect");
  const [, found, major, minor] = /^v?((\d+)\.(\d+)\S*)/m.exec(stdout) ?? [];
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  const isOlder =
    Number(major) < wantedMajor || (Number(major) === wantedMajor && Number(minor) < wantedMinor);
  if (!isOlder) return;
  throw new UserError(
    `pulumi ${found} is too old for this: ${wanted} or newer is needed. Nothing was done.`,
    "Bring it up to date: https://www.pulumi.com/docs/install (macOS: brew upgrade pulumi), then type the command again. What you have: pulumi version",
  );
}

/** What is planned, each with pulumi's words for it. */
const PREVIEWS = {
  up: ["preview", "--json", "--show-sames"],
  destroy: ["destroy", "--preview-only", "--json"],
  // The program tells how its providers log in today: the state's password of a database is stale after a week.
  refresh: ["refresh", "--preview-only", "--run-program", "--json"],
} as const;

/**
 * The plan of an up or of a destroy, or what a refresh would find: `update` is what differs from the state, `delete` what
 * is gone. Throws a UserError that says what stands in its way.
 */
export async function previewOf(
  at: PulumiOptions,
  kind: keyof typeof PREVIEWS = "up",
  more: readonly string[] = [],
): Promise<Preview> {
  const { code, stdout, stderr } = await tryPulumi([...PREVIEWS[kind], ...more], at);
  if (code === 0) return parsePreview(stdout);
  throw guardsWords(stdout) ?? pulumiFault(errorsIn(stdout, stderr), at.stack, "plan");
}

/** The guard says what forces it, and how to set that back, where Pulumi says how protection is given up. */
function guardsWords(stdout: string): RefusedError | undefined {
  try {
    return protectionFault(parsePreview(stdout));
  } catch {
    return undefined; // It never got as far as steps.
  }
}

/** What pulumi prints for one stack. Throws a UserError when it fails. */
export async function askPulumi(
  words: readonly string[],
  { stack, env, check, doing }: PulumiOptions & { readonly doing: string },
): Promise<string> {
  const all = [...words, "--non-interactive", "--stack", stack];
  const { exitCode, stdout, stderr } = await run(all, env, "collect");
  if (exitCode === 0) return stdout;
  check?.();
  throw pulumiFault(errorsIn(stdout, stderr), stack, doing);
}

/** What pulumi printed, and its exit code; Ctrl-C throws. */
export async function tryPulumi(
  words: readonly string[],
  { stack, env, check }: PulumiOptions,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const ended = await run([...words, "--non-interactive", "--stack", stack], env, "collect");
  if (ended.exitCode !== 0) check?.();
  return { code: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr };
}

/**
 * Runs pulumi and lets its words through, to standard output or, where that is for JSON, to standard error.
 * Throws a UserError when it fails.
 */
export async function streamPulumi(
  words: readonly string[],
  {
    stack,
    env,
    check,
    json,
    doing,
  }: PulumiOptions & { readonly json: boolean; readonly doing: string },
): Promise<void> {
  const { exitCode, signal, stdout, stderr } = await run(
    [...words, "--stack", stack],
    env,
    json ? "stderr" : "stdout",
  );
  if (exitCode !== 0) check?.();
  if (signal !== null) {
    throw new UserError(
      `Pulumi was ended by ${signal} while it was to ${doing} stack ${stack}, and its state may lack what it was making.`,
      `Take its lock away, then take in what is there: pulumi cancel --stack ${stack}\nnpm run state:recover -- --target ${stack}`,
    );
  }
  if (exitCode !== 0) throw pulumiFault(`${stdout}\n${stderr}`, stack, doing);
}

async function run(words: readonly string[], env: Env, show: "collect" | "stdout" | "stderr") {
  const start = $({
    cwd: ROOT,
    env: pulumiEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const running = start`pulumi ${words}`;
  if (show !== "collect") {
    running.stdout.pipe(process[show]);
    running.stderr.pipe(process.stderr);
  }
  return running;
}

/** A failed preview tells why in its JSON, or never got as far. */
function errorsIn(stdout: string, stderr: string): string {
  try {
    const { errors } = parsePreview(stdout);
    // Indented, as the engine does it for people: an empty line within one does not end it.
    const told = errors.map((it) => `error: ${it.replace(/^error: /, "")}`.replaceAll(/^/gm, "  "));
    if (told.length > 0) return `${told.join("\n")}\n${stderr}`;
  } catch {
    // It has printed something else, which is shown as it is.
  }
  return `${stdout.startsWith("{") ? "" : stdout}\n${stderr}`;
}
