import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:migrate-status",
  summary: "Show every migration: applied or pending, when, and whether its file was edited",
  details: "Exit code 1 when the folder and the database do not go together.",
  on: "database",
  changes: false,
  async run(context) {
    const { default: Table } = await import("cli-table3");
    const { withWatchedClient } = await import("#database/connection/lock-watch");
    const { listMigrations } = await import("#database/migrations/migrate");
    const { migrationStatus } = await import("#database/migrations/status");
    const files = await listMigrations();
    const { target, name, note } = context;
    const migrations = await withWatchedClient(target.parameters, name, note, (client) =>
      migrationStatus(client, files),
    );
    const table = new Table({
      head: ["migration", "state", "when"],
      style: { head: [], border: [], compact: true },
    });
    for (const { name: migration, state, at } of migrations) {
      table.push([migration, state, at?.replace(/\.\d+Z/, "Z") ?? ""]);
    }
    context.print(table.toString());
    const isFault = migrations.some(({ state }) => !["applied", "pending"].includes(state));
    if (isFault) context.exitCode = 1;
    return { migrations };
  },
});

await runCommand(command, import.meta.filename);
