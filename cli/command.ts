import type { CommandContext, TargetContext } from "#lib/terminal/command-context";

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
  /** What help says of the default, when it is not a constant. */
  readonly defaultText?: string;
  readonly required?: true;
  /** It may be given several times; `parse` gets the texts joined by commas. @default the last one counts */
  readonly repeats?: true;
}

export type OptionSpec = FlagOption | ValueOption;
/** Keys are camel case, and kebab case when typed: `dryRun` is `--dry-run`. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

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

/** What `run` gets: each option's value by its key. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Key in keyof Specs]: ValueOf<Specs[Key]>;
};

/** `local`: on this machine's database only. `not-production`: on every target but production. */
export type Reach = "local" | "not-production";

/** One command of the project. The same declaration makes parsing, help, docs and completion. */
export interface Chore {
  /** The npm script: `db:setup` is `npm run db:setup` and `scripts/db-setup.ts`. */
  readonly name: string;
  /** A sentence without a full stop: "Make the database anew, beside the old one, then swap them". */
  readonly summary: string;
  /** What help says after the summary: paragraphs, lines of at most 100 characters. */
  readonly details?: string;
  /** The options of its own; `optionsOf` adds the common ones. */
  readonly options: OptionSpecs;
  /** It changes something, so it takes `--dry-run`. */
  readonly changes: boolean;
  /** It works on a database, so it takes `--target`, and `run` gets it opened. */
  readonly takesTarget: boolean;
  /** Where it works, when that is not everywhere; the fence refuses the rest in any case. */
  readonly reach?: Reach;
  /** @returns what `--json` prints, beside `ok`, `chore` and `target` */
  run(context: TargetContext, options: Readonly<Record<string, unknown>>): Promise<object | void>;
}

interface Declaration<Specs extends OptionSpecs, Context> {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly options?: Specs;
  readonly changes: boolean;
  /** @default everywhere */
  readonly reach?: Reach;
  run(context: Context, options: OptionValues<Specs>): Promise<object | void>;
}

const NONE = {} as const;

/** Declares a chore that works on a target's database. Import what is slow to load within `run`: help must be quick. */
export function defineChore<const Specs extends OptionSpecs = typeof NONE>(
  declaration: Declaration<Specs, TargetContext>,
): Chore {
  return { options: NONE, ...declaration, takesTarget: true } as unknown as Chore;
}

/** Declares a chore without `--target`: it works on files, or on this machine's server as such. */
export function defineLocalChore<const Specs extends OptionSpecs = typeof NONE>(
  declaration: Declaration<Specs, CommandContext>,
): Chore {
  return { options: NONE, ...declaration, takesTarget: false } as unknown as Chore;
}

/** The options that many chores have. */
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
    summary: "where the local copy keeps its database",
    defaultText: ".local in the checkout",
  },
} as const satisfies OptionSpecs;

/** Of chores that the fence may want consent for (`database/fence/fence.ts`). */
export const CONFIRM_OPTION = {
  type: "value",
  value: "NAME",
  summary: "the database's name, as consent to what the fence would ask about",
} as const satisfies OptionSpec;

/** Of chores that make a backup first where they destroy off this machine (`database/backup/backup.ts`). */
export const NO_BACKUP_OPTION = {
  type: "flag",
  summary: "off this machine: destroy without making a backup by pg_dump first",
} as const satisfies OptionSpec;

/** Every option of a chore: its own, then the common ones. */
export function optionsOf(chore: Chore): OptionSpecs {
  const { target, dryRun, json, stateDirectory } = COMMON_OPTIONS;
  return {
    ...chore.options,
    ...(chore.takesTarget ? { target: { ...target, ...targetSummary(chore) } } : {}),
    ...(chore.changes ? { dryRun } : {}),
    json,
    stateDirectory,
  };
}

function targetSummary({ reach }: Chore): { readonly summary?: string } {
  if (reach === "local") return { summary: "whose database; here always local" };
  if (reach === "not-production") return { summary: "whose database: local or a Pulumi stack" };
  return {};
}

/** `dryRun` → `--dry-run` */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
