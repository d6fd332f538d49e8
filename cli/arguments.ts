import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Env } from "#lib/environment";
import { adviceAgainst, reachSentence } from "./reach.ts";
import { flagOf, optionsOf, type Chore, type OptionSpec } from "./command.ts";
import { typed } from "#lib/terminal/typed";
import { messageOf, RefusedError } from "#lib/errors";

/**
 * A chore's options from its arguments, by key.
 *
 * @param env to see what npm took for itself (`npm run db:drop --dry-run` gives the chore no argument at all)
 * @returns undefined when help was asked for
 * @throws RefusedError for words, unknown options, values that cannot be read and options that npm took
 */
export function parseArguments(
  chore: Chore,
  args: readonly string[],
  env: Env,
): Readonly<Record<string, unknown>> | undefined {
  const command = commandFor(chore);
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return undefined;
    throw misuse(chore, sentence(error.message));
  }
  if (command.args.length > 0) throw wordsRefused(chore, command.args);
  refuseWhatNpmTook(chore, command, env);
  const values = valuesOf(chore, command);
  refuseOutOfReach(chore, values["target"]);
  return values;
}

/** What `--help` prints. */
export function helpFor(chore: Chore): string {
  return commandFor(chore).helpInformation();
}

function commandFor(chore: Chore): Command {
  const command = new Command(typed(chore.name) + " --")
    .description(
      [`${chore.summary}.`, unwrapped(chore.details ?? ""), reachSentence(chore)]
        .filter(Boolean)
        .join("\n\n"),
    )
    .usage("[options]")
    .allowExcessArguments(true)
    .helpOption("-h, --help", "show this help")
    .configureOutput({ writeErr: () => {}, writeOut: () => {} })
    .exitOverride();
  for (const [key, spec] of Object.entries(optionsOf(chore)))
    command.addOption(optionFor(key, spec));
  return command;
}

/** The lines of a paragraph as one, for the terminal's width to break; lines that begin with a blank are examples. */
const unwrapped = (text: string): string => text.replace(/(?<=[^\n])\n(?=[^\s])/g, " ");

function optionFor(key: string, spec: OptionSpec): Option {
  const names = [...(spec.short ? [`-${spec.short}`] : []), flagOf(key)].join(", ");
  if (spec.type === "flag") {
    const flag = new Option(names, spec.summary);
    flag.negate = false; // commander would make --no-backup the opposite of an option `backup`
    return flag;
  }
  const notes = [spec.required && "required", spec.defaultText && `default: ${spec.defaultText}`];
  const noted = notes.filter(Boolean).map((note) => ` (${note})`);
  const option = new Option(`${names} <${spec.value}>`, spec.summary + noted.join(""));
  if (spec.choices) option.choices(spec.choices);
  if (spec.repeats) {
    option.argParser((text, before: string | undefined) => (before ? `${before},${text}` : text));
  } else if (!spec.choices) {
    // Of two values one would be lost without a word.
    let given = false;
    option.argParser((text) => {
      if (given) throw new InvalidArgumentError("It is given twice.");
      given = true;
      return text;
    });
  }
  if (spec.default !== undefined) {
    option.default(spec.default, spec.defaultText ? undefined : String(spec.default));
  }
  return option;
}

function valuesOf(chore: Chore, command: Command): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const given = command.opts<Record<string, unknown>>();
  for (const [key, spec] of Object.entries(optionsOf(chore))) {
    const value = given[key];
    if (spec.type === "flag") {
      values[key] = value === true;
    } else if (value === undefined) {
      if (spec.required) {
        throw misuse(chore, `${flagOf(key)} ${spec.value} is missing.`);
      }
    } else if (command.getOptionValueSource(key) === "cli" && spec.parse) {
      values[key] = parsed(chore, key, spec.parse, value as string);
    } else {
      values[key] = value;
    }
  }
  return values;
}

function parsed(
  chore: Chore,
  key: string,
  parse: (text: string) => unknown,
  text: string,
): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw misuse(
      chore,
      `${flagOf(key)} ${JSON.stringify(text)} cannot be read: ${messageOf(error)}`,
    );
  }
}

/** "error: unknown option '--taget'\n(Did you mean --target?)" → a sentence of ours */
function sentence(message: string): string {
  const [problem = "", ...suggestion] = message.replace(/^error: /, "").split("\n");
  const text = `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}`;
  const end = /[.?!]$/.test(text) ? "" : ".";
  return [text + end, ...suggestion.map((line) => line.replace(/^\((.*)\)$/, "$1"))].join(" ");
}

function misuse(chore: Chore, problem: string): RefusedError {
  return new RefusedError(`${problem} Nothing was done.`, `Type: ${typed(chore.name, "--help")}`);
}

/** The bootcamp's scripts took `prod` as a word, and some did the wrong thing with it. */
function wordsRefused(chore: Chore, words: readonly string[]): RefusedError {
  const word = words[0]!;
  const problem = `${chore.name} takes options only, and the word ${JSON.stringify(words.join(" "))} was typed.`;
  const advice = adviceAgainst(chore, word);
  if (advice !== undefined) {
    return new RefusedError(`${problem} ${reachSentence(chore)} Nothing was done.`, advice);
  }
  const hint = chore.takesTarget
    ? `If ${word} is the target: ${typed(chore.name, `--target ${word}`)}`
    : `Its options: ${typed(chore.name, "--help")}`;
  return new RefusedError(
    `${problem} Nothing was done.`,
    `${hint}\nNote the two hyphens alone: npm keeps what comes before them to itself.`,
  );
}

/** Before any connection is made; what the target's database says of itself is looked at later (`database/fence/fence.ts`). */
function refuseOutOfReach(chore: Chore, target: unknown): void {
  const advice = typeof target === "string" ? adviceAgainst(chore, target) : undefined;
  if (advice === undefined) return;
  throw new RefusedError(
    `${chore.name} was typed for ${String(target)}. ${reachSentence(chore)} Nothing was done.`,
    advice,
  );
}

/**
 * Without the two hyphens npm takes options for its own settings and hands them on as `npm_config_…` only, so a
 * `--dry-run` would be lost and the thing done.
 */
function refuseWhatNpmTook(chore: Chore, command: Command, env: Env): void {
  if (env["npm_lifecycle_event"] !== chore.name) return;
  const lost = Object.entries(optionsOf(chore)).filter(([key, spec]) => {
    if (command.getOptionValueSource(key) === "cli") return false;
    return [flagOf(key).slice(2), spec.short].some((name) => {
      const value = name && env[`npm_config_${name.replaceAll("-", "_")}`];
      // A setting `target` with a version is that of native packages' builds (electron, node-gyp).
      return value && value !== "false" && !(key === "target" && /^v?\d/.test(value));
    });
  });
  if (lost.length === 0) return;
  if (lost.some(([key]) => key === "target")) refuseOutOfReach(chore, env["npm_config_target"]);
  const names = lost.map(([key, spec]) => {
    const value = env[`npm_config_${flagOf(key).slice(2).replaceAll("-", "_")}`];
    const shown =
      value === undefined || value === "true" ? spec.type === "value" && spec.value : value;
    return spec.type === "flag" ? flagOf(key) : `${flagOf(key)} ${shown}`;
  });
  throw new RefusedError(
    `npm took ${names.map((name) => name.split(" ")[0]).join(" and ")} for itself. Nothing was done.`,
    `Write two hyphens before the options: ${typed(chore.name, names.join(" "))}`,
  );
}
