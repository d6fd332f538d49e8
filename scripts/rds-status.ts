import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "rds:status",
  summary: "Show what state a stack's database is in: available, stopped, …",
  on: "stack",
  changes: false,
  async run({ stack, print }) {
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates } = await import("#cloud/database-state");
    const { region, databaseIdentifier } = await readStackOutputs(stack, process.env);
    const state = await new DatabaseStates(region).read(databaseIdentifier);
    print(`${state.kind} ${state.identifier}: ${state.status}`);
    return state;
  },
});

await runCommand(command, import.meta.filename);
