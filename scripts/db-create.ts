import { defineCommand } from "#cli/command";
import { typed } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:create",
  summary: "Make the database, empty, when it is missing",
  on: "database",
  changes: true,
  async run({ target, dryRun, note, print }) {
    const { optionFor } = await import("#database/connection/problem");
    const { create } = await import("#database/replacement/create");
    const created = await create(target, { dryRun, note });
    const { database } = target.parameters;
    if (!created) print(`Database ${database} is there already; it was left as it is.`);
    else
      print(
        `${dryRun ? "Would make" : "Made"} database ${database}. Its schema: ${typed("db:schema-load", optionFor(target))}`,
      );
    return { created: created && !dryRun };
  },
});

await runCommand(command, import.meta.filename);
