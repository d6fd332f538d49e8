import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:test",
  summary: "Test the connection to the database",
  details:
    "Says which server answers, how fast, whether the connection is encrypted, and whether the database is there.",
  on: "database",
  changes: false,
  async run({ target, name, print, note }) {
    const { testConnection } = await import("#database/test-connection");
    const found = await testConnection(target, name, note);
    const { version, roundTripMs, encrypted, marker } = found;
    print(`✓ ${target.describe()} answers in ${roundTripMs} ms (PostgreSQL ${version})`);
    print(`  ${encrypted ? "encrypted" : "not encrypted"}, as ${target.parameters.user}`);
    print(
      marker
        ? `  database ${target.parameters.database} is environment ${marker.environment}, stack ${marker.stack}`
        : `  database ${target.parameters.database} has no marker yet`,
    );
    return found;
  },
});

await runCommand(command, import.meta.filename);
