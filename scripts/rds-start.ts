import { defineLocalChore } from "#cli/command";
import { STACK_OPTION } from "#cli/stack-option";
import { runChore } from "#cli/run-command";

export const chore = defineLocalChore({
  name: "rds:start",
  summary: "Start a stack's database and wait until it takes connections",
  details: "One that is stopping is waited for first. It takes some minutes.",
  options: { target: STACK_OPTION },
  changes: true,
  async run(context, { target }) {
    const { dryRun, note, print } = context;
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates, ensureAvailable, isRunning } = await import("#cloud/database-state");
    const { region, databaseIdentifier: identifier } = await readStackOutputs(target, process.env);
    if (dryRun) {
      const state = await new DatabaseStates(region).read(identifier);
      const would = isRunning(state) ? "nothing to do" : "would start it and wait";
      print(`Database ${identifier} is ${state.status}: ${would}.`);
      return state;
    }
    const { interrupt } = context;
    const check = () => interrupt.check();
    const started = await ensureAvailable(region, identifier, { note, check });
    print(`Database ${identifier} takes connections${started ? "" : ", and did before"}.`);
    return { identifier, started };
  },
});

await runChore(chore, import.meta.filename);
