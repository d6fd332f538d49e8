import { optionsOf, reachSentence, type Command } from "./command.ts";
import { COMMON_OPTIONS, flagOf, type OptionSpec, type WordsSpec } from "./options.ts";

/** An option as a person types it. */
export interface OptionDescription {
  /** `--dry-run` */
  readonly flag: string;
  /** `-t` */
  readonly short?: string;
  /** The value's name, `NAME`; undefined for an option that is there or not. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** A phrase, small first letter, no full stop. */
  readonly summary: string;
  /** Choices, default and whether it is required, in words. */
  readonly notes: readonly string[];
}

/** An npm script as help, docs and completion tell of it. */
export interface CommandDescription {
  /** `db:setup` */
  readonly name: string;
  /** A sentence without a full stop. */
  readonly summary: string;
  readonly details?: string;
  readonly examples?: Readonly<Record<string, string>>;
  readonly options: readonly OptionDescription[];
  readonly words?: WordsSpec;
}

/** The description of a command, from its declaration. */
export function describeCommand(command: Command): CommandDescription {
  const { name, summary, words, examples } = command;
  const details = [command.details, reachSentence(command)].filter(Boolean).join("\n\n");
  return {
    name,
    summary,
    ...(details === "" ? {} : { details }),
    ...(examples ? { examples } : {}),
    ...(words ? { words } : {}),
    options: describeOptions(optionsOf(command)),
  };
}

const describeOptions = (specs: Readonly<Record<string, OptionSpec>>): OptionDescription[] =>
  Object.entries(specs).map(([key, spec]) => describeOption(key, spec));

function describeOption(key: string, spec: OptionSpec): OptionDescription {
  const { short, summary } = spec;
  const common = { flag: flagOf(key), ...(short ? { short: `-${short}` } : {}), summary };
  if (spec.type === "flag") return { ...common, notes: [] };
  const { value, choices, required } = spec;
  const fallback = spec.defaultText ?? spec.default;
  const notes = [
    ...(choices ? [`one of ${choices.join(", ")}`] : []),
    ...(fallback === undefined ? [] : [`default: ${String(fallback)}`]),
    ...(required ? ["required"] : []),
  ];
  return { ...common, value, ...(choices ? { choices } : {}), notes };
}

/** The options that mean the same in every command that has them. */
export const COMMON = describeOptions(COMMON_OPTIONS);

/** Whether an option is one of `COMMON`. */
export const isCommon = ({ flag }: OptionDescription): boolean =>
  COMMON.some((common) => common.flag === flag);

/** `-t, --target NAME` */
export const namesOf = ({ flag, short, value }: OptionDescription): string =>
  [...(short === undefined ? [] : [short]), value === undefined ? flag : `${flag} ${value}`].join(
    ", ",
  );

/** Its summary, with the notes in brackets. */
export const textOf = ({ summary, notes }: Pick<OptionDescription, "summary" | "notes">): string =>
  notes.length === 0 ? summary : `${summary} (${notes.join("; ")})`;
