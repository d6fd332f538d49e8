import { readFile } from "node:fs/promises";
import type { Command } from "#cli/command";
import { describeCommand, type CommandDescription } from "#cli/description";
import { fromRoot } from "#lib/root";

/** Every npm script of the project, in package.json's order, as its own declaration describes it. */
export async function allCommands(): Promise<CommandDescription[]> {
  const { scripts } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return Promise.all(
    Object.entries(scripts).map(async ([name, line]): Promise<CommandDescription> => {
      const file = /launch\.cjs ([\w-]+)$/.exec(line)?.[1];
      if (file === undefined) return { name, summary: `Runs \`${line}\``, options: [] };
      return describeCommand(((await import(`./${file}.ts`)) as { command: Command }).command);
    }),
  );
}
