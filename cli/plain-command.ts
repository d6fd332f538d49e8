import { Command, InvalidArgumentError, Option } from "commander";

/**
 * A command line of one npm script: `--help`, a spelling suggestion for an unknown option, no positional words
 * (a target or a name is always an option), and misuse that ends with exit code 2 (`runMain`).
 */
export function newCommand(script: string, description: string): Command {
  return new Command(script)
    .description(description)
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .showHelpAfterError(`Type \`${script} --help\` for what there is.`)
    .exitOverride();
}

/** `--state-directory`, of every command that looks at the local copy. */
export function stateDirectoryOption(): Option {
  return new Option(
    "--state-directory <folder>",
    "where the local copy keeps its database and user pool",
  )
    .default(undefined, ".local in the checkout")
    .argParser(parseFolder);
}

export function jsonOption(): Option {
  return new Option("--json", "print one JSON value for programs instead of text for people");
}

/** A folder's name; an empty one, from a variable that is not set, would be the current folder. */
export function parseFolder(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It is empty; a folder is wanted.");
}

/** A TCP port of an option, 0 to 65535. Throws commander's error, which names the option. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`A port is a number from 0 to 65535.`);
}
