import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import type { Snapshot, Snapshots } from "#cloud/restore/snapshots";
import { RefusedError } from "#lib/errors";
import type { StackContext } from "#lib/terminal/command-context";
import { shellWord } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "rds:snapshots",
  summary:
    "List the snapshots of a stack's database and the times it can be brought back to, or delete one",
  details: [
    "Manual ones stay until somebody deletes them, and are billed for what is used of their size. Automated ones, and",
    "the log between them, are kept for backupDays, and cost nothing up to the size of the database's own storage.",
    "--delete takes manual ones only. Servers that a restore kept are listed too.",
  ].join("\n"),
  on: "stack",
  options: {
    delete: { type: "value", value: "NAME", summary: "delete this one" },
    confirm: { type: "value", value: "NAME", summary: "the snapshot's name, as consent" },
  },
  changes: true,
  async run(context, { delete: name, confirm }) {
    const { stack, print } = context;
    if (confirm !== undefined && name === undefined) {
      throw new RefusedError(
        "--confirm is consent to --delete, and there is none. Nothing was done.",
        `Delete it: npm run rds:snapshots -- --target ${stack} --delete ${shellWord(confirm)} --confirm ${shellWord(confirm)}`,
      );
    }
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { Snapshots } = await import("#cloud/restore/snapshots");
    const { keptPrefix } = await import("#lib/restore/kept-name");
    const { monthlyUsd, snapshotsText } = await import("#lib/restore/snapshots-text");
    const outputs = await readStackOutputs(stack, process.env);
    const { region, databaseIdentifier: identifier, databaseResourceId } = outputs;
    const kind = databaseResourceId.startsWith("cluster-") ? "cluster" : "instance";
    const snapshots = new Snapshots(region, kind);
    const isOurs = (server: string) =>
      server === identifier || server.startsWith(keptPrefix(identifier));
    if (name !== undefined) return remove(context, snapshots, { name, confirm, isOurs });
    const found = await snapshots.of(isOurs);
    const windows = await snapshots.windows(isOurs);
    for (const line of snapshotsText(found, windows, { kind, stack })) print(line);
    return {
      snapshots: found.map((it) => ({ ...it, monthlyUsd: monthlyUsd(it, kind) })),
      windows,
    };
  },
});

async function remove(
  { stack, dryRun, print, interactive }: StackContext,
  snapshots: Snapshots,
  {
    name,
    confirm,
    isOurs,
  }: { name: string; confirm: string | undefined; isOurs: (server: string) => boolean },
): Promise<object> {
  const { typedAgain } = await import("#lib/terminal/typed");
  const found: Snapshot | undefined = await snapshots.find(name);
  if (found === undefined || !isOurs(found.of)) {
    throw new RefusedError(
      found === undefined
        ? `There is no snapshot ${name}. Nothing was done.`
        : `Snapshot ${name} is of ${found.of}, which is not stack ${stack}'s. Nothing was done.`,
      `See those of the stack: npm run rds:snapshots -- --target ${stack}`,
    );
  }
  if (found.type !== "manual") {
    throw new RefusedError(
      `Snapshot ${name} is ${found.type}: AWS deletes it by itself, when its time is over. Nothing was done.`,
      `How long that is: backupDays, in Pulumi.${stack}.yaml`,
    );
  }
  if (dryRun) {
    print(`Would delete snapshot ${name}, of ${found.takenAt ?? "this moment"}.`);
    return { snapshot: found, deleted: false };
  }
  const { confirmName } = await import("#lib/terminal/consent");
  await confirmName(name, {
    confirm,
    interactive,
    wrong: (other) => `${other} is not the snapshot's name.`,
    question: `Type the snapshot's name (${name}) to delete it for good: `,
    again: `If it may go for good: ${typedAgain("rds:snapshots", [
      ["--target", stack],
      ["--delete", name],
      ["--confirm", name],
    ])}`,
  });
  await snapshots.remove(name);
  print(`Deleted snapshot ${name}.`);
  return { snapshot: found, deleted: true };
}

await runCommand(command, import.meta.filename);
