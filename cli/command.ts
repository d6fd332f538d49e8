import { isProductionName } from "#lib/domain/target";
import { RefusedError } from "#lib/errors";
import type { CommandContext, StackContext, TargetContext } from "#lib/terminal/command-context";
import { typed } from "#lib/terminal/typed";
import {
  COMMON_OPTIONS,
  type OptionSpec,
  type OptionSpecs,
  type OptionValues,
  type WordsSpec,
} from "./options.ts";

/** `local`: on this machine's database only. `not-production`: on every target but production. */
export type Reach = "local" | "not-production";

/** The kinds of things that a command works on, each with the context that its `run` gets. */
interface Contexts {
  /** A target's database. It takes `--target` and `--state-directory`, and gets the target opened. */
  database: TargetContext;
  /** A stack's things in AWS, for which there is nothing local. It takes `--target`, and gets the stack's name. */
  stack: StackContext;
  /** The local copy. It takes `--state-directory`. */
  local: CommandContext;
  nothing: CommandContext;
}

interface Told {
  /** The npm script: `db:setup` is `npm run db:setup` and `scripts/db-setup.ts`. */
  readonly name: string;
  /** A sentence without a full stop: "Make the database anew, beside the old one, then swap them". */
  readonly summary: string;
  /** Help after the summary: paragraphs, lines of at most 100 characters; any that begin with a blank stay as is. */
  readonly details?: string;
  /** Words to type after the two hyphens, each with what they do. */
  readonly examples?: Readonly<Record<string, string>>;
  /** Words that it takes beside options. @default none: a target or a name is always an option */
  readonly words?: WordsSpec;
  /** It changes something that is there to stay, so it takes `--dry-run`. */
  readonly changes: boolean;
  /** It works on servers of older versions too, from PostgreSQL 12 on. @default a command that changes nothing does */
  readonly takesOlder?: true;
  /** Where it works; the fence refuses the rest in any case. @default everywhere */
  readonly reach?: Reach;
  /** False when what it prints is for programs as it is; otherwise it takes `--json`. */
  readonly json?: false;
}

/** One command of the project. The same declaration makes parsing, help, docs and completion. */
export interface Command extends Told {
  readonly on: keyof Contexts;
  /** The options of its own; `optionsOf` adds the common ones. */
  readonly options: OptionSpecs;
  /** @returns what `--json` prints, beside `ok`, `chore` and `target` */
  run(context: CommandContext, options: Readonly<Record<string, unknown>>): Promise<object | void>;
}

interface Declaration<On extends keyof Contexts, Specs extends OptionSpecs> extends Told {
  readonly on: On;
  readonly options?: Specs;
  run(context: Contexts[On], options: OptionValues<Specs>): Promise<object | void>;
}

const NONE = {} as const;

/**
 * Declares a command. Its file exports it as `command` and ends with `await runCommand(command, import.meta.filename)`.
 * Import what is slow to load within `run`: help must be quick.
 */
export function defineCommand<
  On extends keyof Contexts,
  const Specs extends OptionSpecs = typeof NONE,
>(declaration: Declaration<On, Specs>): Command {
  return { options: NONE, ...declaration } as unknown as Command;
}

/** Every option of a command: its own, then the common ones. */
export function optionsOf(command: Command): OptionSpecs {
  const { on, options, changes, json: hasJson } = command;
  const { target, dryRun, json, stateDirectory } = COMMON_OPTIONS;
  return {
    ...(on === "stack" ? { target: STACK_TARGET } : {}),
    ...options,
    ...(on === "database" ? { target: { ...target, ...targetSummary(command) } } : {}),
    ...(changes ? { dryRun } : {}),
    ...(hasJson === false ? {} : { json }),
    ...(on === "database" || on === "local" ? { stateDirectory } : {}),
  };
}

const STACK_TARGET = {
  type: "value",
  value: "NAME",
  short: "t",
  summary: "the name of a Pulumi stack",
  required: true,
} as const satisfies OptionSpec;

function targetSummary({ reach }: Command): { readonly summary?: string } {
  if (reach === "local") return { summary: "whose database; here always local" };
  if (reach === "not-production") return { summary: "whose database: local or a Pulumi stack" };
  return {};
}

/** The sentence that help has of a command that does not work everywhere; "" for the others. */
export function reachSentence({ reach }: Command): string {
  if (reach === "local") return "It works on the local database only.";
  if (reach === "not-production") return "It never works on production, whatever is typed.";
  return "";
}

/**
 * One or two lines that say what to type instead, where a command refuses a target by its mere name; undefined when the
 * name says nothing against it.
 */
export function adviceAgainst({ name, reach }: Command, target: string): string | undefined {
  const isMeant =
    (reach === "local" && target !== "local") ||
    (reach === "not-production" && isProductionName(target.split("/").at(-1)!));
  if (!isMeant) return undefined;
  const local = `For the local database: ${typed(name)}`;
  return reach === "local"
    ? local
    : `${local}\nTo bring production's schema up to date: ${typed("db:migrate", `--target ${target}`)}`;
}

/**
 * Throws a RefusedError for a target out of the command's reach, before any connection is made; what the target's
 * database says of itself is looked at later (`database/fence/fence.ts`).
 */
export function refuseOutOfReach(command: Command, target: unknown): void {
  const advice = typeof target === "string" ? adviceAgainst(command, target) : undefined;
  if (advice === undefined) return;
  throw new RefusedError(
    `${command.name} was typed for ${String(target)}. ${reachSentence(command)} Nothing was done.`,
    advice,
  );
}
