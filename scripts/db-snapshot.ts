import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { typed } from "#lib/terminal/typed";

/** 2026-11-22T08:15:00.000Z → 20261122-081500 */
const timeName = () =>
  new Date()
    .toISOString()
    .replace(/[-:]|\.\d+Z/g, "")
    .replace("T", "-");

export const command = defineCommand({
  name: "db:snapshot",
  summary: "Keep a copy of the local database on its server; db:restore brings it back",
  details: "Sessions in the database are named and ended for the moment of the copy.",
  on: "database",
  options: {
    name: { type: "value", value: "NAME", summary: "what to call it", defaultText: "the time" },
    replace: { type: "flag", summary: "take the place of one with this name" },
  },
  changes: true,
  reach: "local",
  async run({ target, dryRun, interactive, note, print }, { name = timeName(), replace }) {
    const { tellEnding } = await import("#database/connection/holders");
    const { takeSnapshot } = await import("#database/replacement/take-snapshot");
    const snapshot = await takeSnapshot(target, {
      name,
      replace,
      consent: { interactive, note },
      dryRun,
      tell: tellEnding(note),
    });
    if (!snapshot) {
      print(`Would copy ${target.parameters.database} to snapshot ${name}.`);
      return { name };
    }
    print(
      `Snapshot ${snapshot.name} taken. To bring it back: ${typed("db:restore", `--name ${name}`)}`,
    );
    return snapshot;
  },
});

await runCommand(command, import.meta.filename);
