import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, NO_BACKUP_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:migrate",
  summary: "Run the migrations that the database lacks",
  details: [
    "Each in a transaction of its own, under a lock, in the order of their numbers. One that was edited, removed or",
    "slipped in after others were applied is an error. Pending ones are looked at for what would hurt the users of the",
    "database while it runs. With --unsafe they are tried first, and refused where values would be lost, unless",
    "--confirm names the database. Off this machine a backup is made by pg_dump before values may be lost.",
  ].join("\n"),
  on: "database",
  options: {
    unsafe: { type: "flag", summary: "run what the lint calls unsafe" },
    confirm: CONFIRM_OPTION,
    noBackup: NO_BACKUP_OPTION,
  },
  changes: true,
  async run(context, { unsafe, confirm, noBackup }) {
    const { target, name: chore, dryRun, interactive, note, print } = context;
    const { migrateTarget } = await import("#database/migrations/migrate-target");
    const consent = { confirm, interactive, note };
    const migrations = await migrateTarget(target, {
      chore,
      consent,
      dryRun,
      unsafe,
      backup: { noBackup, context },
    });
    for (const name of migrations) print(`${dryRun ? "Would run" : "Ran"} ${name}.`);
    if (migrations.length === 0) print("The database has every migration.");
    return { migrations };
  },
});

await runCommand(command, import.meta.filename);
