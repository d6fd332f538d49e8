import type { Command } from "commander";
import { reachSentence } from "./reach.ts";
import { COMMON_OPTIONS, flagOf, optionsOf, type Chore, type OptionSpec } from "./command.ts";

/** An option as a person types it. */
export interface OptionDescription {
  /** `--dry-run` */
  readonly flag: string;
  /** `-t` */
  readonly short?: string;
  /** The value's name, `NAME`; undefined for an option that is there or not. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** In words. */
  readonly default?: string;
  readonly required: boolean;
  /** A phrase, small first letter, no full stop. */
  readonly summary: string;
}

/** An npm script as docs and completion tell of it. */
export interface CommandDescription {
  /** `db:setup` */
  readonly name: string;
  /** A sentence without a full stop. */
  readonly summary: string;
  readonly details?: string;
  readonly options: readonly OptionDescription[];
  /** Words that it takes beside options; few do. */
  readonly words?: readonly string[];
}

/** Of a chore, from its declaration. */
export function describeChore(chore: Chore): CommandDescription {
  const details = [chore.details, reachSentence(chore)].filter(Boolean).join("\n\n");
  return {
    name: chore.name,
    summary: chore.summary,
    ...(details === "" ? {} : { details }),
    options: Object.entries(optionsOf(chore)).map(([key, spec]) => describeSpec(key, spec)),
  };
}

function describeSpec(key: string, spec: OptionSpec): OptionDescription {
  const { short, summary } = spec;
  const common = { flag: flagOf(key), ...(short ? { short: `-${short}` } : {}), summary };
  if (spec.type === "flag") return { ...common, required: false };
  const fallback = spec.defaultText ?? (spec.default === undefined ? undefined : `${spec.default}`);
  return {
    ...common,
    value: spec.value,
    required: spec.required === true,
    ...(spec.choices ? { choices: spec.choices } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** Of a command that is no chore, from what commander knows of it. */
export function describeCommand(name: string, command: Command): CommandDescription {
  return {
    name,
    summary: command.description().replace(/\.$/, ""),
    words: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    options: command.options.map((option) => ({
      flag: option.long ?? option.short ?? "",
      ...(option.long && option.short ? { short: option.short } : {}),
      ...(option.required ? { value: (/<(.+)>/.exec(option.flags)?.[1] ?? "").toUpperCase() } : {}),
      ...(option.argChoices ? { choices: option.argChoices } : {}),
      ...defaultOf(option.defaultValueDescription ?? option.defaultValue, option.negate),
      required: false,
      summary: option.description,
    })),
  };
}

/** The default of `--no-watch` is that it is not given. */
function defaultOf(value: unknown, isNegated: boolean): { default?: string } {
  return value === undefined || isNegated ? {} : { default: String(value) };
}

const COMMON_FLAGS = new Set(Object.keys(COMMON_OPTIONS).map(flagOf));

/** Whether an option means the same in every command that has it. */
export const isCommon = ({ flag }: OptionDescription): boolean => COMMON_FLAGS.has(flag);
