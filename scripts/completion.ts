/**
 * Print what makes bash, zsh or fish complete this project's npm scripts and their options.
 *
 *   source <(npm run -s completion -- bash)
 *   npm run -s completion -- zsh > ~/.cruddur-stack.zsh     and source that file in ~/.zshrc
 *   npm run -s completion -- fish | source
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Argument } from "commander";
import { newCommand } from "#cli/plain-command";
import { bashCompletion } from "#cli/completion/bash";
import { candidatesFor } from "#cli/completion/candidates";
import { fishCompletion } from "#cli/completion/fish";
import { zshCompletion } from "#cli/completion/zsh";
import { RefusedError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { runMain } from "#cli/run-main";
import { allCommands } from "./all-commands.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

type Shell = keyof typeof SHELLS;

/** For help, docs and completion. */
export const command = newCommand(
  "npm run -s completion --",
  "Print what makes a shell complete this project's npm scripts and their options.",
)
  .addArgument(
    new Argument("[shell]", "which; that of $SHELL when none is named").choices(
      Object.keys(SHELLS),
    ),
  )
  .addHelpText(
    "after",
    "\nFor this shell:        source <(npm run -s completion -- bash)\n" +
      "For every new one:     the first lines of what it prints say how",
  );

async function main(): Promise<void> {
  const [named] = command.parse().processedArgs as [string | undefined];
  const shell = named ?? path.basename(process.env["SHELL"] ?? "");
  if (!Object.hasOwn(SHELLS, shell)) {
    throw new RefusedError(
      shell === "" ? "Which shell is not known." : `There is no completion for ${shell}.`,
      "Type: npm run -s completion -- bash (or zsh, or fish)",
    );
  }
  process.stdout.write(await completionFor(shell as Shell));
}

/** The script that a shell sources. */
export async function completionFor(shell: Shell): Promise<string> {
  const { name } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
    readonly name: string;
  };
  return SHELLS[shell](name, candidatesFor(await allCommands()));
}

// Not awaited: it imports every command, this one included, and would wait for itself.
void runMain(main, import.meta.filename);
