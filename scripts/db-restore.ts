import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "db:restore",
  summary: "Put a copy of a snapshot in the place of the local database",
  details: "The present database is kept as <name>_prev: db:undo brings it back.",
  on: "database",
  options: {
    name: {
      type: "value",
      value: "NAME",
      summary: "which snapshot",
      defaultText: "the newest of this database",
    },
    confirm: CONFIRM_OPTION,
  },
  changes: true,
  reach: "local",
  async run({ target, dryRun, interactive, note, print }, { name, confirm }) {
    const { tellEnding } = await import("#database/connection/holders");
    const { newestSnapshot } = await import("#database/replacement/snapshots");
    const { restoreSnapshot } = await import("#database/replacement/restore-snapshot");
    const wanted = name ?? (await newestSnapshot(target));
    const result = await restoreSnapshot(target, {
      name: wanted,
      consent: { confirm, interactive, note },
      dryRun,
      tell: tellEnding(note),
    });
    if (dryRun) {
      print(`Would put snapshot ${wanted} in the place of ${target.parameters.database}.`);
      for (const dropped of result.dropped)
        print(`Would drop ${dropped}, the one that was kept before, for good.`);
      return { name: wanted, dropped: result.dropped };
    }
    const back = result.previous
      ? ` The one before is ${result.previous}: ${typed("db:undo")}`
      : "";
    const { database, takenAt } = result.snapshot;
    print(`Restored ${wanted}, taken of ${database} at ${takenAt.toISOString()}.${back}`);
    return result;
  },
});

await runCommand(command, import.meta.filename);
