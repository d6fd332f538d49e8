import { defineLocalChore } from "#cli/command";
import { STACK_OPTION } from "#cli/stack-option";
import { runChore } from "#cli/run-command";

export const chore = defineLocalChore({
  name: "rds:status",
  summary: "Show what state a stack's database is in: available, stopped, …",
  options: { target: STACK_OPTION },
  changes: false,
  async run({ print }, { target }) {
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates } = await import("#cloud/database-state");
    const { region, databaseIdentifier } = await readStackOutputs(target, process.env);
    const state = await new DatabaseStates(region).read(databaseIdentifier);
    print(`${state.kind} ${state.identifier}: ${state.status}`);
    return state;
  },
});

await runChore(chore, import.meta.filename);
