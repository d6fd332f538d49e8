import path from "node:path";
import { ROOT } from "#lib/root";

/** An option that is there or not. Its value is a boolean. */
export interface FlagOption {
  readonly type: "flag";
  /** One letter, typed after a single hyphen. */
  readonly short?: string;
  /** A phrase for help and docs, small first letter, no full stop. */
  readonly summary: string;
}

/** An option that takes a value. It is a string, one of `choices`, or what `parse` returns; undefined when not given. */
export interface ValueOption {
  readonly type: "value";
  /** The value's name in help, in capitals: `NAME`. */
  readonly value: string;
  readonly short?: string;
  readonly summary: string;
  /** Turns the text into what `run` gets. It throws an Error that says what is wanted. */
  readonly parse?: (text: string) => unknown;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  /** Help's words for the default, when it is not a constant. */
  readonly defaultText?: string;
  readonly required?: true;
  /** It may be given several times; `parse` gets the texts joined by commas. @default it is refused the second time */
  readonly repeats?: true;
}

export type OptionSpec = FlagOption | ValueOption;
/** Keys are camel case, and kebab case when typed: `dryRun` is `--dry-run`. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The words of a command that takes some beside its options. */
export interface WordsSpec {
  /** A word's name in help, in capitals: `SHELL`. */
  readonly value: string;
  readonly summary: string;
  /** Each with a phrase about it. */
  readonly choices?: Readonly<Record<string, string>>;
  /** @default at most one */
  readonly many?: true;
}

type Given<Spec> = Spec extends { readonly parse: (text: string) => infer Value }
  ? Value
  : Spec extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string;

type ValueOf<Spec> = Spec extends FlagOption
  ? boolean
  : Spec extends { readonly required: true } | { readonly default: unknown }
    ? Given<Spec>
    : Given<Spec> | undefined;

/** The options that `run` gets: each one's value by its key. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Key in keyof Specs]: ValueOf<Specs[Key]>;
};

/** The options that many commands have. */
export const COMMON_OPTIONS = {
  target: {
    type: "value",
    value: "NAME",
    short: "t",
    summary: "whose database: local, prod (PROD_CONNECTION_URL) or a Pulumi stack",
    default: "local",
  },
  dryRun: { type: "flag", summary: "say what would be done and change nothing" },
  json: { type: "flag", summary: "print one JSON value for programs instead of text for people" },
  stateDirectory: {
    type: "value",
    value: "FOLDER",
    summary: "where the local copy keeps its database, user pool and logs",
    defaultText: ".local in the checkout",
    parse: parseFolder,
  },
} as const satisfies OptionSpecs;

/** Of commands that the fence may want consent for (`database/fence/fence.ts`). */
export const CONFIRM_OPTION = {
  type: "value",
  value: "NAME",
  summary: "the database's name, as consent to what the fence would ask about",
} as const satisfies OptionSpec;

/** Of commands that make a backup first where they destroy off this machine (`database/backup/backup.ts`). */
export const NO_BACKUP_OPTION = {
  type: "flag",
  summary: "off this machine: destroy without making a backup by pg_dump first",
} as const satisfies OptionSpec;

/** Of commands that ask before they do it. */
export const YES_OPTION = {
  type: "flag",
  short: "y",
  summary: "do not ask",
} as const satisfies OptionSpec;

/** Of commands that choose the local copy's server. */
export const POSTGRES_OPTION = {
  type: "value",
  value: "KIND",
  summary: "which server; docker is that of compose.yaml, external that of CONNECTION_URL",
  choices: ["embedded", "docker", "external"],
  defaultText: "external when CONNECTION_URL is set, otherwise embedded",
} as const satisfies OptionSpec;

/** `dryRun` → `--dry-run` */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The parser of an option's whole number, both bounds included. It throws an Error that says what is wanted. */
export const wholeNumber =
  (from: number, to: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= from && number <= to) return number;
    throw new Error(`a whole number from ${from} to ${to} is wanted.`);
  };

/** A TCP port of an option; `ANY_PORT` also takes 0, for one that is free. */
export const PORT = wholeNumber(1, 65_535);
export const ANY_PORT = wholeNumber(0, 65_535);

/**
 * A folder's whole path, by that in which somebody types: npm runs scripts in the checkout, and says where it was called. An
 * empty one, from a variable that is not set, would be the current folder.
 */
function parseFolder(text: string): string {
  if (text.trim() === "") throw new Error("it is empty; a folder is wanted.");
  const here = process.cwd();
  return path.resolve(here === ROOT ? (process.env["INIT_CWD"] ?? here) : here, text);
}
