import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, NO_BACKUP_OPTION } from "#cli/options";
import { duration } from "#lib/terminal";
import { typed } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:setup",
  summary: "Make the database anew: schema and seeds, beside the present one, then swap them",
  details: [
    "The present database stays in use until the new one is complete, and is kept as <name>_prev: db:undo brings",
    "it back. When anything fails, or this is killed, the present database is as it was.",
    "Off this machine a backup is made by pg_dump first, in backups/ of the state directory; see --no-backup.",
  ].join("\n"),
  on: "database",
  options: { confirm: CONFIRM_OPTION, noBackup: NO_BACKUP_OPTION },
  changes: true,
  reach: "not-production",
  async run(context, { confirm, noBackup }) {
    const { target, steps, print, note, interactive } = context;
    const { optionFor } = await import("#database/connection/problem");
    const { tellEnding } = await import("#database/connection/holders");
    const { setup } = await import("#database/replacement/setup");
    const consent = { confirm, interactive, note };
    const { dryRun } = context;
    if (!dryRun) context.watchInterrupt(); // between two steps, so that nothing is left over
    const started = performance.now();
    const result = await setup(target, {
      consent,
      dryRun,
      steps,
      backup: { noBackup, context },
      tell: tellEnding(note),
      awaitsRemoval: false,
    });
    if (dryRun) {
      const { listMigrations } = await import("#database/migrations/migrate");
      const { copied: copies, backups } = result;
      const migrations = (await listMigrations()).length;
      const schema = copies ? "copy the template" : `run ${migrations} migrations`;
      print(`Would ${schema}, run the seeds, and put the new database in place.`);
      const replaces = result.previous !== undefined;
      if (replaces) print("The present one would be kept; sessions in it would be ended.");
      for (const name of result.dropped)
        print(`Would drop ${name}, the one that was kept before, for good.`);
      const { dropped, litter } = result;
      return { replaces, copies, migrations, dropped, litter, backups };
    }
    const ms = Math.round(performance.now() - started);
    const back = result.previous
      ? ` The old one is ${result.previous}: ${typed("db:undo", optionFor(target))}`
      : "";
    print(`Database ${target.parameters.database} is new, in ${duration(ms)}.${back}`);
    return { ...result, ms };
  },
});

await runCommand(command, import.meta.filename);
