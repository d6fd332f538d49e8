import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:undo",
  summary: "Bring back the database that was there before the last setup, restore or drop",
  details: "The present one takes its place, so a second undo takes the first back.",
  on: "database",
  options: { confirm: CONFIRM_OPTION },
  changes: true,
  reach: "not-production",
  async run({ target, dryRun, interactive, note, print }, { confirm }) {
    const { tellEnding } = await import("#database/connection/holders");
    const { undo } = await import("#database/replacement/undo");
    const result = await undo(target, {
      consent: { confirm, interactive, note },
      dryRun,
      tell: tellEnding(note),
    });
    const { database } = target.parameters;
    if (result.broughtBack === undefined) {
      print(`There is nothing to undo: nothing was there before ${database}, and it stays.`);
      return result;
    }
    const kept = result.kept ? `, and the one that was in use is ${result.kept}` : "";
    print(
      `${dryRun ? "Would bring" : "Brought"} ${result.broughtBack} back as ${database}${kept}.`,
    );
    return result;
  },
});

await runCommand(command, import.meta.filename);
