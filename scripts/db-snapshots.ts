import { ageText } from "#lib/age";
import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { visibleText } from "#lib/domain/visible-text";
import { typed } from "#lib/terminal/typed";

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export const command = defineCommand({
  name: "db:snapshots",
  summary: "List the local database's snapshots, or delete one",
  on: "database",
  options: { delete: { type: "value", value: "NAME", summary: "delete this one" } },
  changes: true,
  reach: "local",
  async run({ target, dryRun, note, print }, options) {
    const { deleteSnapshot, listSnapshots } = await import("#database/replacement/snapshots");
    if (options.delete !== undefined) {
      const deleted = await deleteSnapshot(target, options.delete, { dryRun, note });
      print(`${dryRun ? "Would delete" : "Deleted"} snapshot ${deleted.name}.`);
      return { deleted };
    }
    const { default: Table } = await import("cli-table3");
    const snapshots = await listSnapshots(target);
    const table = new Table({
      head: ["snapshot", "of", "age", "size"],
      colAligns: ["left", "left", "right", "right"],
      style: { head: [], border: [], compact: true },
    });
    for (const { name, database, takenAt, bytes } of snapshots) {
      table.push([
        visibleText(name),
        visibleText(database),
        ageText((Date.now() - takenAt.getTime()) / 1_000),
        megabytes(bytes),
      ]);
    }
    print(
      snapshots.length === 0 ? `No snapshots. Take one: ${typed("db:snapshot")}` : table.toString(),
    );
    return { snapshots };
  },
});

await runCommand(command, import.meta.filename);
