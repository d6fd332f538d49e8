import type { CommandDescription, OptionDescription } from "../description.ts";

/** The candidates for an option's value. */
export interface ValueCandidates {
  /** The option's names: `--target`, `-t`. */
  readonly flags: readonly string[];
  readonly values: readonly string[];
  /** Any folder will do. */
  readonly isFolder: boolean;
}

/** The candidates for the words after an npm script and the two hyphens. */
export interface ScriptCandidates {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
  /** Of the options that take a value. */
  readonly values: readonly ValueCandidates[];
}

/** A stack's name is only known to Pulumi; these are there for everybody. */
const TARGETS = ["local", "prod"];

/** The candidates of each script, in the commands' order. */
export function candidatesFor(commands: readonly CommandDescription[]): ScriptCandidates[] {
  return commands.map(({ name, summary, options, words }) => ({
    name,
    summary,
    options: [
      ...Object.entries(words?.choices ?? {}).map(([flag, text]) => ({ flag, summary: text })),
      ...options.map(({ flag, summary: text }) => ({ flag, summary: text })),
      ...(options.length > 0 || words ? [{ flag: "--help", summary: "show its help" }] : []),
    ],
    values: options.filter(({ value }) => value !== undefined).map(valuesOf),
  }));
}

function valuesOf({ flag, short, value, choices }: OptionDescription): ValueCandidates {
  return {
    flags: short === undefined ? [flag] : [flag, short],
    values: choices ?? (flag === "--target" ? TARGETS : []),
    isFolder: value === "FOLDER",
  };
}

/** A word for every POSIX-like shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
