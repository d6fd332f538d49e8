import { readFile } from "node:fs/promises";
import path from "node:path";
import { bashCompletion } from "#cli/completion/bash";
import { candidatesFor } from "#cli/completion/candidates";
import { fishCompletion } from "#cli/completion/fish";
import { zshCompletion } from "#cli/completion/zsh";
import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { RefusedError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { allCommands } from "./all-commands.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export const command = defineCommand({
  name: "completion",
  summary: "Print what makes a shell complete this project's npm scripts and their options",
  details: [
    "For this shell:",
    "",
    "  source <(npm run -s completion -- bash)",
    "",
    "For every new one the first lines of what it prints say how.",
  ].join("\n"),
  words: {
    value: "SHELL",
    summary: "which; that of $SHELL when none is named",
    choices: { bash: "3.2 or newer", zsh: "5 or newer", fish: "3 or newer" },
  },
  on: "nothing",
  changes: false,
  json: false,
  async run({ words, print }) {
    const shell = words[0] ?? path.basename(process.env["SHELL"] ?? "");
    if (!Object.hasOwn(SHELLS, shell)) {
      throw new RefusedError(
        shell === "" ? "Which shell is not known." : `There is no completion for ${shell}.`,
        "Type: npm run -s completion -- bash (or zsh, or fish)",
      );
    }
    const { name } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
      readonly name: string;
    };
    print(SHELLS[shell as keyof typeof SHELLS](name, candidatesFor(await allCommands())).trimEnd());
  },
});

// Not awaited: it imports every command, this one included, and would wait for itself.
void runCommand(command, import.meta.filename);
