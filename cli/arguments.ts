import { parseArgs } from "node:util";
import type { Env } from "#lib/environment";
import { messageOf, RefusedError } from "#lib/errors";
import { nearestSpelling } from "#lib/spelling";
import { typed, type TypedWords } from "#lib/terminal/typed";
import {
  adviceAgainst,
  optionsOf,
  reachSentence,
  refuseOutOfReach,
  type Command,
} from "./command.ts";
import { refuseWhatNpmTook } from "./npm-took.ts";
import { flagOf, type OptionSpec, type ValueOption } from "./options.ts";

export interface Arguments {
  /** Each option's value by its key. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
  /** All of it as it was typed, to say it again. */
  readonly typed: TypedWords;
}

/**
 * A command's options and words from its arguments.
 *
 * @param env to see what npm took for itself (`npm run db:drop --dry-run` gives the command no argument at all)
 * @returns undefined when help was asked for
 * @throws RefusedError for words that it does not take, unknown options, values that cannot be read and options that npm
 *   took
 */
export function parseArguments(
  command: Command,
  args: readonly string[],
  env: Env,
): Arguments | undefined {
  const specs = Object.entries(optionsOf(command));
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: "boolean", short: "h" },
      ...Object.fromEntries(specs.map(([key, spec]) => [flagOf(key).slice(2), nodeOption(spec)])),
    },
  });
  const typedOptions = tokens.filter((token) => token.kind === "option");
  if (typedOptions.some(({ name }) => name === "help")) return undefined;
  refuseWhatNpmTook(command, args, env);
  const words = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const texts = new Map<string, string>();
  for (const { name, rawName, value, inlineValue } of typedOptions) {
    const [key, spec] =
      specs.find(([it]) => flagOf(it) === `--${name}`) ?? unknown(command, rawName);
    const before = texts.get(key);
    if (spec.type === "flag") {
      if (value !== undefined) throw misuse(command, `${flagOf(key)} takes no value.`);
    } else if (value === undefined || (!inlineValue && isOption(value))) {
      throw misuse(command, `${flagOf(key)} ${spec.value}: the value is missing.`);
    } else if (before !== undefined && !spec.repeats) {
      throw misuse(command, `${flagOf(key)} is given twice.`);
    }
    texts.set(key, before === undefined ? (value ?? "") : `${before},${value}`);
  }
  checkWords(command, words);
  const options = Object.fromEntries(
    specs.map(([key, spec]) => [key, valueOf(command, key, spec, texts.get(key))]),
  );
  refuseOutOfReach(command, options["target"]);
  return {
    options,
    words,
    typed: [...words.map((word) => [word] as const), ...typedIn(specs, texts)],
  };

  /** A value may begin with a hyphen, as SQL's comments do, but an option of ours was not meant as one. */
  function isOption(text: string): boolean {
    const [flag] = text.split("=");
    return specs.some(([key, { short }]) => flag === flagOf(key) || flag === `-${short}`);
  }
}

/** The options that were typed, by their long names. */
function typedIn(
  specs: readonly (readonly [string, OptionSpec])[],
  texts: ReadonlyMap<string, string>,
): TypedWords {
  return specs
    .filter(([key]) => texts.has(key))
    .map(([key, { type }]) => (type === "flag" ? [flagOf(key)] : [flagOf(key), texts.get(key)!]));
}

const nodeOption = ({ type, short }: OptionSpec) => ({
  type: type === "flag" ? ("boolean" as const) : ("string" as const),
  ...(short ? { short } : {}),
});

function valueOf(command: Command, key: string, spec: OptionSpec, text: string | undefined) {
  if (spec.type === "flag") return text !== undefined;
  if (text === undefined) {
    if (spec.required) throw misuse(command, `${flagOf(key)} ${spec.value} is missing.`);
    return spec.default;
  }
  try {
    return parsed(spec, text);
  } catch (error) {
    throw misuse(
      command,
      `${flagOf(key)} ${JSON.stringify(text)} cannot be read: ${messageOf(error)}`,
    );
  }
}

function parsed({ choices, parse }: ValueOption, text: string): unknown {
  if (choices && !choices.includes(text)) throw new Error(noChoice(text, choices));
  return parse ? parse(text) : text;
}

function noChoice(text: string, choices: readonly string[]): string {
  const nearest = nearestSpelling(text, choices);
  return `${nearest ? `did you mean ${nearest}? The` : "the"} choices are ${choices.join(", ")}.`;
}

function unknown(command: Command, rawName: string): never {
  const flags = [...Object.keys(optionsOf(command)).map(flagOf), "--help"];
  const nearest = rawName.startsWith("--") ? nearestSpelling(rawName, flags) : undefined;
  throw misuse(
    command,
    `Unknown option '${rawName}'.${nearest ? ` Did you mean ${nearest}?` : ""}`,
  );
}

function misuse(command: Command, problem: string): RefusedError {
  return new RefusedError(`${problem} Nothing was done.`, `Type: ${typed(command.name, "--help")}`);
}

function checkWords(command: Command, words: readonly string[]): void {
  const { words: spec } = command;
  if (words.length > 0 && !spec) throw wordsRefused(command, words);
  if (words.length > 1 && !spec?.many) {
    throw misuse(command, `One ${spec!.value} is wanted, and ${words.join(" ")} was typed.`);
  }
  if (!spec?.choices) return;
  const choices = Object.keys(spec.choices);
  const wrong = words.find((word) => !choices.includes(word));
  if (wrong === undefined) return;
  throw misuse(
    command,
    `${JSON.stringify(wrong)} is no ${spec.value}: ${noChoice(wrong, choices)}`,
  );
}

/** The bootcamp's scripts took `prod` as a word, and some did the wrong thing with it. */
function wordsRefused(command: Command, words: readonly string[]): RefusedError {
  const { name } = command;
  const word = words[0]!;
  const problem = `${name} takes options only, and the word ${JSON.stringify(words.join(" "))} was typed.`;
  const advice = adviceAgainst(command, word);
  if (advice !== undefined) {
    return new RefusedError(`${problem} ${reachSentence(command)} Nothing was done.`, advice);
  }
  const hint =
    "target" in optionsOf(command)
      ? `If ${word} is the target: ${typed(name, `--target ${word}`)}`
      : `Its options: ${typed(name, "--help")}`;
  return new RefusedError(
    `${problem} Nothing was done.`,
    `${hint}\nNote the two hyphens alone: npm keeps what comes before them to itself.`,
  );
}
