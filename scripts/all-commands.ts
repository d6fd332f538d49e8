import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Chore } from "#cli/command";
import { describeChore, describeCommand, type CommandDescription } from "#cli/description";
import { fromRoot } from "#lib/root";

/** What a file in scripts/ may export for others to read. */
interface Declared {
  readonly chore?: Chore;
  readonly command?: Command;
}

/** Every npm script of the project, in package.json's order, as its own declaration describes it. */
export async function allCommands(): Promise<CommandDescription[]> {
  const { scripts } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const commands: CommandDescription[] = [];
  for (const [name, line] of Object.entries(scripts)) {
    const script = /launch\.cjs ([\w-]+)$/.exec(line)?.[1] ?? name;
    // One whose file is not written yet, or that is another program's, has nothing to tell but its name.
    const isOurs = existsSync(fromRoot("scripts", `${script}.ts`));
    commands.push(isOurs ? await describeFile(name, script) : undeclared(name, line));
  }
  return commands;
}

async function describeFile(name: string, script: string): Promise<CommandDescription> {
  const text = await readFile(fromRoot("scripts", `${script}.ts`), "utf8");
  // Importing a file that exports neither would run it.
  if (/^export const (chore|command)\b/m.test(text)) {
    const { chore, command } = (await import(`./${script}.ts`)) as Declared;
    if (chore) return describeChore(chore);
    if (command) return describeCommand(name, command);
  }
  return { name, summary: firstSentence(text), options: [] };
}

/** Of the comment at the top of a file. */
function firstSentence(text: string): string {
  const comment = /^\/\*\*(.*?)\*\//s.exec(text)?.[1] ?? "";
  const words = comment.replace(/^\s*\* ?/gm, "").trim();
  return (/^(.*?)[.;](\s|$)/s.exec(words)?.[1] ?? words).replaceAll("\n", " ");
}

const undeclared = (name: string, line: string): CommandDescription => ({
  name,
  summary: `Runs \`${line}\``,
  options: [],
});
