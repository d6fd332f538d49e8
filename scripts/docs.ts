import { defineCommand } from "#cli/command";
import { UserError } from "#lib/errors";
import type { Rooms } from "#lib/rooms/rooms";
import { fromRoot } from "#lib/root";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "docs",
  summary: "Write what is made from declarations: pages of docs/, and the keys in Pulumi.yaml",
  on: "nothing",
  options: {
    check: { type: "flag", summary: "write nothing; fail when one of them is out of date" },
  },
  changes: true,
  async run({ dryRun, print }, { check }) {
    const { readFile, writeFile } = await import("node:fs/promises");
    const stale: string[] = [];
    for (const [file, text] of await docs()) {
      const present = await readFile(fromRoot(file), "utf8").catch(() => "");
      if (present.replaceAll("\r\n", "\n") === text) continue;
      stale.push(file);
      if (!check && !dryRun) await writeFile(fromRoot(file), text);
    }
    if (check && stale.length > 0) {
      throw new UserError(`Out of date: ${stale.join(", ")}.`, "Type: npm run docs");
    }
    const done = dryRun ? "Would write" : "Wrote";
    print(stale.length === 0 ? "Up to date." : `${done} ${stale.join(" and ")}.`);
    return { stale };
  },
});

/** The files and their text, as Prettier would leave it. */
export async function docs(): Promise<[file: string, text: string][]> {
  const { format, resolveConfig } = await import("prettier");
  const { bootcampMarkdown } = await import("#cli/bootcamp-markdown");
  const { commandsMarkdown } = await import("#cli/markdown");
  const { SESSION_SETTINGS } = await import("#database/connection/session-settings");
  const { connectingMarkdown } = await import("#lib/connection/connecting-markdown");
  const { configurationMarkdown } = await import("#lib/stack-config/configuration-markdown");
  const { withRoomsTable } = await import("#lib/rooms/rooms-markdown");
  const { withProjectSchema } = await import("#lib/stack-config/project-file");
  const { allCommands } = await import("./all-commands.ts");
  const { BOOTCAMP_COMMANDS, BOOTCAMP_VARIABLES } = await import("./bootcamp-commands.ts");
  const { readFile } = await import("node:fs/promises");
  const project = await readFile(fromRoot("Pulumi.yaml"), "utf8");
  const contributing = await readFile(fromRoot("CONTRIBUTING.md"), "utf8");
  const rooms = JSON.parse(await readFile(fromRoot("rooms.json"), "utf8")) as Rooms;
  const texts = [
    ["docs/commands.md", commandsMarkdown(await allCommands())],
    ["docs/bootcamp.md", bootcampMarkdown(BOOTCAMP_COMMANDS, BOOTCAMP_VARIABLES)],
    ["docs/configuration.md", configurationMarkdown()],
    ["docs/connecting.md", connectingMarkdown(SESSION_SETTINGS)],
    ["CONTRIBUTING.md", withRoomsTable(contributing.replaceAll("\r\n", "\n"), rooms)],
    ["Pulumi.yaml", withProjectSchema(project.replaceAll("\r\n", "\n"))],
  ] as const;
  return Promise.all(
    texts.map(async ([file, text]): Promise<[string, string]> => {
      const config = await resolveConfig(fromRoot(file), { editorconfig: true });
      return [file, await format(text, { ...config, filepath: file })];
    }),
  );
}

// Not awaited: it imports every command, this one included, and would wait for itself.
void runCommand(command, import.meta.filename);
