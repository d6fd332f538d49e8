import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "rds:snapshot",
  summary: "Make a snapshot of a stack's database, and wait until it can be restored from",
  details:
    "A stopped database is started for it. The snapshot outlives the stack, and is billed until somebody deletes it.",
  on: "stack",
  options: {
    name: {
      type: "value",
      value: "NAME",
      summary: "the snapshot's name",
      defaultText: "the database's, with the time",
      parse: snapshotName,
    },
  },
  changes: true,
  async run(context, { name: given }) {
    const { stack, dryRun, note, print, steps } = context;
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates, ensureAvailable } = await import("#cloud/database-state");
    const { typed } = await import("#lib/terminal/typed");
    const { region, databaseIdentifier: identifier } = await readStackOutputs(stack, process.env);
    const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const name = given ?? `${identifier}-${time}`;
    const states = new DatabaseStates(region);
    const state = await states.read(identifier);
    if (dryRun) {
      print(`Database ${identifier} is ${state.status}: would make snapshot ${name} of it.`);
      return { identifier, snapshot: name, made: false };
    }
    const { check } = context.watchInterrupt();
    await ensureAvailable(region, identifier, { note, check });
    await steps.run(`Snapshot ${name}`, () => states.snapshot(state, name, { note, check }));
    print(`Snapshot ${name} can be restored from.`);
    print(`See them all: ${typed("rds:snapshots", `--target ${stack}`)}`);
    return { identifier, snapshot: name, made: true };
  },
});

function snapshotName(text: string): string {
  if (/^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,254}$/i.test(text)) return text.toLowerCase();
  throw new Error(
    "letters, digits and single hyphens are wanted, a letter first: before-the-launch.",
  );
}

await runCommand(command, import.meta.filename);
