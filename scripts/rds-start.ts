import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "rds:start",
  summary: "Start a stack's database and wait until it takes connections",
  details: "One that is stopping is waited for first. It takes some minutes.",
  on: "stack",
  changes: true,
  async run(context) {
    const { stack, dryRun, note, print } = context;
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates, ensureAvailable, isRunning } = await import("#cloud/database-state");
    const { region, databaseIdentifier: identifier } = await readStackOutputs(stack, process.env);
    if (dryRun) {
      const state = await new DatabaseStates(region).read(identifier);
      const would = isRunning(state) ? "nothing to do" : "would start it and wait";
      print(`Database ${identifier} is ${state.status}: ${would}.`);
      return state;
    }
    const { check } = context.watchInterrupt();
    const started = await ensureAvailable(region, identifier, { note, check });
    print(`Database ${identifier} takes connections${started ? "" : ", and did before"}.`);
    return { identifier, started };
  },
});

await runCommand(command, import.meta.filename);
