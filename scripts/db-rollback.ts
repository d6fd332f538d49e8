import { CONFIRM_OPTION, defineChore, NO_BACKUP_OPTION } from "#cli/command";
import { UserError } from "#lib/errors";
import { runChore } from "#cli/run-command";

function parseSteps(text: string): number {
  const steps = Number(text);
  if (Number.isInteger(steps) && steps >= 1 && steps <= 9999) return steps;
  throw new UserError("a number of migrations, 1 or more, is wanted.");
}

export const chore = defineChore({
  name: "db:rollback",
  summary: "Take the newest migration back",
  details: [
    "It is first tried in a transaction that is rolled back. Where rows or values would be lost it is refused, unless",
    "--confirm names the database. On production write a new migration instead.",
    "Off this machine, where data is lost, a backup is made by pg_dump first; see --no-backup.",
  ].join("\n"),
  options: {
    steps: {
      type: "value",
      value: "NUMBER",
      summary: "how many migrations",
      parse: parseSteps,
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
    return result;
  },
});

await runChore(chore, import.meta.filename);
