import path from "node:path";
import { dropPgVariables } from "#lib/connection/pg-variables";
import { EXIT, messageOf, UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { requireStatePlace } from "#lib/state-place";
import type { Target } from "#lib/domain/target";
import { isInteractive, printable } from "#lib/terminal";
import type { CommandContext } from "#lib/terminal/command-context";
import { onInterrupt, type Interrupt } from "#lib/terminal/interrupt";
import { Steps, stepPrinter } from "#lib/terminal/steps";
import { rememberTyped, type TypedWords } from "#lib/terminal/typed";
import { parseArguments, type Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { runMain } from "./run-main.ts";

/**
 * Runs a command when `file` is the one that was started, and does nothing when it is imported (by tests, docs,
 * completion). The last line of every command's file:
 *
 *   await runCommand(command, import.meta.filename);
 */
export async function runCommand(command: Command, file: string): Promise<void> {
  const started = process.argv[1];
  if (started === undefined || !isSameFile(path.resolve(started), file)) return;
  // The target alone says which database a command works on, and how.
  dropPgVariables(process.env);
  await runMain(() => run(command, process.argv.slice(2)));
}

/** On Windows a path is often typed in another case than the folders have, and a bundle's file has theirs. */
export const isSameFile = (one: string, other: string, platform: string = process.platform) =>
  platform === "win32" ? one.toLowerCase() === other.toLowerCase() : one === other;

async function run(command: Command, args: readonly string[]): Promise<number> {
  const value = new JsonValue(command);
  try {
    const typed = parseArguments(command, args, process.env);
    if (!typed) {
      const { helpFor } = await import("./help.ts");
      process.stdout.write(
        printable(helpFor(command, Math.min(process.stdout.columns ?? 80, 100))),
      );
      return EXIT.done;
    }
    // A start in the background is told the default one, which nobody typed.
    const isDefault = ([flag, value]: TypedWords[number]) =>
      flag === "--state-directory" && value === fromRoot(".local");
    rememberTyped(
      command.name,
      typed.typed.filter((word) => !isDefault(word)),
    );
    return await runWith(command, typed, value);
  } catch (error) {
    if (args.includes("--json")) {
      const hint = error instanceof UserError && error.hint ? error.hint : undefined;
      value.print(false, { error: messageOf(error), hint });
    }
    throw error;
  }
}

async function runWith(
  command: Command,
  { options, words }: Arguments,
  value: JsonValue,
): Promise<number> {
  const context = contextFor(command, options, words, value);
  const work = async (more: object) =>
    (await command.run(Object.assign(context, more), options)) ?? {};
  const { target: name } = options as { readonly target: string };
  let result: object;
  if (command.on === "database") {
    await requireStatePlace(context.stateDirectory);
    const { withTarget } = await import("#targets/with-target");
    const how = {
      ...context,
      env: process.env,
      onlyReads: !command.changes,
      takesOlder: command.takesOlder ?? !command.changes,
    };
    result = await withTarget(name, how, (target) => {
      value.target = target;
      return work({ target });
    });
  } else {
    result = await work(command.on === "stack" ? { stack: name } : {});
  }
  context.tell(result);
  return context.exitCode;
}

function contextFor(
  { name }: Command,
  options: Arguments["options"],
  words: readonly string[],
  value: JsonValue,
): CommandContext {
  const json = options["json"] === true;
  let interrupt: Interrupt | undefined;
  const note = (text: string) => void process.stderr.write(printable(`${text}\n`));
  const context: CommandContext = {
    name,
    words,
    json,
    dryRun: options["dryRun"] === true,
    interactive: !json && isInteractive(),
    stateDirectory: (options["stateDirectory"] as string | undefined) ?? fromRoot(".local"),
    print: (text) => json || process.stdout.write(printable(`${text}\n`)),
    note,
    tell: (result) => json && value.print(context.exitCode === EXIT.done, result),
    steps: new Steps(stepPrinter()),
    watchInterrupt: () => (interrupt ??= onInterrupt(() => note("\nStopping …"))),
    exitCode: EXIT.done,
  };
  context.steps.stopAt(() => interrupt?.check());
  return context;
}

/** The one value that `--json` prints. */
class JsonValue {
  target: Target | undefined;
  readonly #command: Command;
  #isPrinted = false;

  constructor(command: Command) {
    this.#command = command;
  }

  print(ok: boolean, rest: object): void {
    if (this.#isPrinted) return;
    this.#isPrinted = true;
    const value = { chore: this.#command.name, ok, target: shown(this.target), ...rest };
    const text = JSON.stringify(value, (_, it: unknown) =>
      typeof it === "bigint" ? String(it) : it,
    );
    process.stdout.write(printable(`${text}\n`));
  }
}

function shown(target: Target | undefined): object | undefined {
  if (!target) return undefined;
  const { name, environment, kind } = target;
  const { host, port, user, database } = target.parameters;
  return { name, environment, kind, host, port, user, database };
}
