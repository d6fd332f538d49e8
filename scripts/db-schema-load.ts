import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, NO_BACKUP_OPTION } from "#cli/options";
import { typed } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:schema-load",
  summary: "Bring an empty database to the whole schema: every migration, grants, marker",
  details:
    "What is there already stays; nothing is ever dropped. On a database with the schema it is db:migrate.",
  on: "database",
  options: { confirm: CONFIRM_OPTION, noBackup: NO_BACKUP_OPTION },
  changes: true,
  async run(context, { confirm, noBackup }) {
    const { target, name: chore, dryRun, interactive, note, print } = context;
    const { optionFor } = await import("#database/connection/problem");
    const { migrateTarget } = await import("#database/migrations/migrate-target");
    const consent = { confirm, interactive, note };
    const migrations = await migrateTarget(target, {
      chore,
      consent,
      dryRun,
      backup: { noBackup, context },
    });
    for (const name of migrations) print(`${dryRun ? "would load" : "loaded"} ${name}`);
    if (migrations.length === 0) print("The schema is there already.");
    // Production has none.
    else if (!dryRun && !target.isProduction) {
      print(`Its seeds: ${typed("db:seed", optionFor(target))}`);
    }
    return { migrations };
  },
});

await runCommand(command, import.meta.filename);
