import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, NO_BACKUP_OPTION } from "#cli/options";
import { typed } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:drop",
  summary: "Take the database away; it is kept as <name>_prev until the next setup or drop",
  details: [
    "Sessions in it are named and ended. db:undo brings it back, unless it was purged.",
    "Off this machine a backup is made by pg_dump first, in backups/ of the state directory; see --no-backup.",
  ].join("\n"),
  on: "database",
  options: {
    purge: {
      type: "flag",
      summary: "drop it for good, and the one that was kept before; asks, or takes --confirm",
    },
    confirm: CONFIRM_OPTION,
    noBackup: NO_BACKUP_OPTION,
  },
  changes: true,
  reach: "not-production",
  async run(context, { purge, confirm, noBackup }) {
    const { target, dryRun, interactive, note, print } = context;
    const { optionFor } = await import("#database/connection/problem");
    const { describeHolder, tellEnding } = await import("#database/connection/holders");
    const { drop } = await import("#database/replacement/drop");
    const result = await drop(target, {
      consent: { confirm, interactive, note },
      dryRun,
      purge,
      backup: { noBackup, context },
      tell: tellEnding(note),
    });
    const { database } = target.parameters;
    if (!result.wasThere) print(`There is no database ${database}.`);
    for (const name of result.dropped) {
      const older = name === result.kept ? ", the one that was kept before," : "";
      print(`${dryRun ? "Would drop" : "Dropped"} ${name}${older} for good.`);
    }
    if (result.kept)
      print(
        `${dryRun ? "Would keep" : "Kept"} ${database} as ${result.kept}. To bring it back: ${typed("db:undo", optionFor(target))}`,
      );
    if (dryRun) for (const holder of result.ended) print(`Would end ${describeHolder(holder)}.`);
    return result;
  },
});

await runCommand(command, import.meta.filename);
