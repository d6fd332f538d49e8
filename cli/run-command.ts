import path from "node:path";
import { optionsOf, type Chore } from "./command.ts";
import { helpFor, parseArguments } from "./arguments.ts";
import { EXIT, InterruptedError, messageOf, UserError } from "#lib/errors";
import { onInterrupt, type Interrupt } from "#lib/terminal/interrupt";
import { fromRoot } from "#lib/root";
import type { CommandContext, TargetContext } from "#lib/terminal/command-context";
import { runMain } from "./run-main.ts";
import { Steps, stepPrinter } from "#lib/terminal/steps";
import { bannerFor, type Target } from "#lib/domain/target";
import { isInteractive, paint } from "#lib/terminal";

/**
 * Runs a chore when `file` is the command that was started, and does nothing when it is imported (by tests, docs,
 * completion). The last line of every `scripts/db-*.ts`:
 *
 *   await runChore(chore, import.meta.filename);
 */
export async function runChore(chore: Chore, file: string): Promise<void> {
  if (process.argv[1] === undefined || path.resolve(process.argv[1]) !== file) return;
  const args = process.argv.slice(2);
  await runMain(async () => {
    const options = parsedOrTold(chore, args);
    if (!options) {
      process.stdout.write(helpFor(chore));
      return EXIT.done;
    }
    return runWith(chore, options);
  });
}

type Options = Readonly<Record<string, unknown>>;

function parsedOrTold(chore: Chore, args: readonly string[]): Options | undefined {
  try {
    return parseArguments(chore, args, process.env);
  } catch (error) {
    if (args.includes("--json")) tellFailure(chore, undefined, error);
    throw error;
  }
}

async function runWith(chore: Chore, options: Options): Promise<number> {
  const context = contextFor(chore, options);
  let target: Target | undefined;
  try {
    if (chore.takesTarget) {
      const { openTarget } = await import("#targets/open-target");
      target = await openTarget(options["target"] as string, {
        env: process.env,
        stateDirectory: context.stateDirectory,
        note: context.note,
      });
      target = await withMark(target, chore.name);
      context.note(bannerLine(target));
    }
    const whole = Object.assign(context, { target }) as TargetContext;
    const result = (await chore.run(whole, ownOptions(chore, options))) ?? {};
    if (context.json)
      tell({ chore: chore.name, ok: context.exitCode === 0, target: shown(target), ...result });
    return context.exitCode;
  } catch (error) {
    const told = target ? await explained(error, target) : error;
    if (context.json) tellFailure(chore, target, told);
    throw told;
  }
}

function contextFor(chore: Chore, options: Options): CommandContext {
  const json = options["json"] === true;
  let interrupt: Interrupt | undefined;
  const context: CommandContext = {
    chore: chore.name,
    json,
    dryRun: options["dryRun"] === true,
    interactive: !json && isInteractive(),
    stateDirectory: path.resolve(
      (options["stateDirectory"] as string | undefined) ?? fromRoot(".local"),
    ),
    print: (text) => json || process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    steps: new Steps(stepPrinter()),
    exitCode: EXIT.done,
    get interrupt() {
      if (!interrupt) {
        interrupt = onInterrupt();
        void interrupt.requested.then(() => context.note("Stopping …"));
      }
      return interrupt;
    },
  };
  context.steps.stopAt(() => interrupt?.check());
  return context;
}

const ownOptions = (chore: Chore, options: Options): Options =>
  Object.fromEntries(Object.keys(optionsOf(chore)).map((key) => [key, options[key]]));

function bannerLine(target: Target): string {
  const line = bannerFor(target);
  return target.isProduction || target.marked !== undefined ? paint.red(line) : paint.dim(line);
}

/**
 * The target with what its database says of itself, where that differs. A server that cannot be asked says nothing.
 * Only a target that is named local is asked: behind its address may be a tunnel. The others are named for what they
 * are, and a private one without its tunnel would be waited for in vain.
 */
async function withMark(target: Target, chore: string): Promise<Target> {
  if (!target.isLocal) return target;
  const { withClient } = await import("#database/connection/connect");
  const { readMarker } = await import("#database/fence/marker");
  const marker = await withClient(target.parameters, chore, async (client) => {
    // Whoever holds a lock on it is named later, by the chore itself.
    await client.query("set lock_timeout = '1s'");
    return readMarker(client);
  }).catch(() => undefined);
  const differs = marker && marker.environment !== target.environment;
  return differs ? { ...target, marked: marker.environment } : target;
}

/** A server's error in words that say what to do; anything else as it is. */
async function explained(error: unknown, target: Target): Promise<unknown> {
  if (error instanceof UserError || error instanceof InterruptedError) return error;
  const { databaseProblem } = await import("#database/connection/problem");
  return databaseProblem(error, target) ?? error;
}

function shown(target: Target | undefined): object | undefined {
  if (!target) return undefined;
  const { host, port, user, database } = target.parameters;
  return {
    name: target.name,
    environment: target.environment,
    kind: target.kind,
    host,
    port,
    user,
    database,
  };
}

function tellFailure(chore: Chore, target: Target | undefined, error: unknown): void {
  const { hint } = error instanceof UserError ? error : {};
  tell({ chore: chore.name, ok: false, target: shown(target), error: messageOf(error), hint });
}

function tell(value: object): void {
  process.stdout.write(
    `${JSON.stringify(value, (_, it: unknown) => (typeof it === "bigint" ? String(it) : it))}\n`,
  );
}
