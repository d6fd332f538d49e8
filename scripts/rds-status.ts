import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { UserError } from "#lib/errors";
import type { StackOutputs } from "#lib/stack-outputs";

export const command = defineCommand({
  name: "rds:status",
  summary: "Show what state a stack's database is in: available, stopped, …",
  on: "stack",
  changes: false,
  async run({ stack, print }) {
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates } = await import("#cloud/database-state");
    const outputs = await readStackOutputs(stack, process.env);
    const { region, databaseIdentifier } = outputs;
    const states = new DatabaseStates(region);
    if ((await states.find(databaseIdentifier)) === undefined) await tellOfKept(stack, outputs);
    const state = await states.read(databaseIdentifier);
    print(`${state.kind} ${state.identifier}: ${state.status}`);
    return state;
  },
});

/** A restore that was cut leaves no server of the stack's name. Throws where it did. */
async function tellOfKept(
  stack: string,
  { region, databaseIdentifier, databaseResourceId }: StackOutputs,
): Promise<void> {
  const { Servers } = await import("#cloud/restore/servers");
  const { typed } = await import("#lib/terminal/typed");
  const kind = databaseResourceId.startsWith("cluster-") ? "cluster" : "instance";
  const kept = await new Servers(region).lastKept(kind, databaseIdentifier);
  if (kept === undefined) return;
  throw new UserError(
    `AWS has no database ${databaseIdentifier}; a restore has set it aside as ${kept.identifier}, which is ${kept.status}, and made no new one so far.`,
    `To go on, from where restoreFrom in Pulumi.${stack}.yaml says: ${typed("rds:restore", `--target ${stack} --from SOURCE`)}\nTo have back what is kept: ${typed("rds:restore", `--target ${stack} --from ${kept.identifier}@latest`)}`,
  );
}

await runCommand(command, import.meta.filename);
