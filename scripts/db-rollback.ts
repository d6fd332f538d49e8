import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, NO_BACKUP_OPTION, wholeNumber } from "#cli/options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:rollback",
  summary: "Take the newest migration back",
  details: [
    "What is there before and after is compared. Where a row or a value would be lost it is refused, unless",
    "--confirm names the database. On production write a new migration instead.",
    "Off this machine, where data is lost, a backup is made by pg_dump first; see --no-backup.",
  ].join("\n"),
  on: "database",
  options: {
    steps: {
      type: "value",
      value: "NUMBER",
      summary: "how many migrations",
      parse: wholeNumber(1, 9999),
      default: 1,
    },
    confirm: CONFIRM_OPTION,
    noBackup: NO_BACKUP_OPTION,
  },
  changes: true,
  reach: "not-production",
  async run(context, { steps, confirm, noBackup }) {
    const { target, dryRun, interactive, note, print } = context;
    const { rollback } = await import("#database/migrations/rollback");
    const consent = { confirm, interactive, note };
    const result = await rollback(target, {
      consent,
      steps,
      dryRun,
      backup: { noBackup, context },
    });
    for (const name of result.migrations) print(`${dryRun ? "Would take" : "Took"} back ${name}.`);
    for (const line of result.loss) print(`  ${dryRun ? "It would lose" : "Lost"} ${line}`);
    for (const line of result.untried) print(`  ${line}`);
    return result;
  },
});

await runCommand(command, import.meta.filename);
