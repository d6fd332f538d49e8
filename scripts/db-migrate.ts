import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:migrate",
  summary: "Run the migrations that the database lacks",
  details: [
    "Each in a transaction of its own, under a lock, in the order of their numbers. One that was edited, removed or",
    "slipped in after others were applied is an error. Pending ones are looked at for what would hurt the users of the",
    "database while it runs.",
  ].join("\n"),
  on: "database",
  options: {
    unsafe: { type: "flag", summary: "run what the lint calls unsafe" },
    confirm: CONFIRM_OPTION,
  },
  changes: true,
  async run({ target, name: chore, dryRun, interactive, note, print }, { unsafe, confirm }) {
    const { migrateTarget } = await import("#database/migrations/migrate-target");
    const consent = { confirm, interactive, note };
    const migrations = await migrateTarget(target, { chore, consent, dryRun, unsafe });
    for (const name of migrations) print(`${dryRun ? "Would run" : "Ran"} ${name}.`);
    if (migrations.length === 0) print("The database has every migration.");
    return { migrations };
  },
});

await runCommand(command, import.meta.filename);
