import { defineCommand } from "#cli/command";
import { COMMON_OPTIONS } from "#cli/options";
import { runCommand } from "#cli/run-command";
import type { RestoreState } from "#cloud/restore/restore-state";
import { RefusedError } from "#lib/errors";
import type { AwsConfig, RestoreFrom, StackConfig } from "#lib/stack-config/stack-config";
import type { StackContext } from "#lib/terminal/command-context";

export const command = defineCommand({
  name: "rds:restore",
  summary:
    "Bring a stack's database back from a snapshot or a point in time, and keep everything else",
  details: [
    "The server that is there gets another name, CRUDDUR-…-before-TIME, and goes out of the stack's state, with its data",
    "and its protection. A new one is made of the snapshot or of its backups, by a deploy that is shown and judged like",
    "any; the user pool and all else stay. From the new name on until the deploy has ended nothing answers: 15 to 40",
    "minutes. Interrupted, it goes on when it is typed again; at its end the same words want --again.",
    "docs/operations.md has a drill.",
  ].join("\n"),
  on: "stack",
  options: {
    from: {
      type: "value",
      value: "SNAPSHOT",
      summary:
        "a snapshot's name or ARN (npm run rds:snapshots), or INSTANCE@TIME, INSTANCE@latest",
    },
    to: {
      type: "value",
      value: "TIME",
      summary: "the time, of the stack's own backups: 2026-11-20T10:00:00Z, or latest",
    },
    again: {
      type: "flag",
      summary: "once more, where the database is from there already",
    },
    confirm: { type: "value", value: "NAME", summary: "the stack's name, as consent" },
    stateDirectory: {
      ...COMMON_OPTIONS.stateDirectory,
      summary: "where the state of before is kept, in stack-states",
    },
  },
  changes: true,
  async run(context, { from, to, again = false, confirm }) {
    const { exportState, refusePending } = await import("#cloud/recovery/state");
    const { readRestoreState } = await import("#cloud/restore/restore-state");
    const { beginRestore, setAside, withWayOn } = await import("#cloud/restore/set-aside");
    const { bringUpRestored } = await import("#cloud/restore/bring-up");
    const { signedInStack } = await import("#cloud/signed-in-stack");
    const { parseWanted } = await import("#lib/restore/wanted");
    const { restoreFromText } = await import("#lib/restore/restore-from-text");
    const { stack, dryRun, print, steps } = context;

    const wanted = parseWanted({ from, to }, stack);
    const { config, at } = await signedInStack(context, onAws);
    const state = await steps.run("State", () => exportState(at));
    refusePending(state, stack);
    const restore = await steps.run("AWS's databases", () =>
      readRestoreState(config, state, { wanted, again }, new Date()),
    );
    const present = presentSource(restore);
    if (!restore.isMade) await steps.run("Source", () => refuseSource(config, present, stack));
    for (const line of stepLines(restore, restoreFromText(present))) print(line);
    const result = { stack, from: restoreFromText(restore.from), kept: restore.kept };
    if (dryRun) return { ...result, from: restoreFromText(present), applied: false };
    if (!restore.isMade) {
      await agreed(context, confirm);
      await beginRestore(at, state, restore);
    }
    const next = await withWayOn(restore, context, async () => {
      if (!restore.isMade) await setAside(at, config, restore, context);
      return bringUpRestored(at, restore, context);
    });
    return { ...result, ...next, applied: true };
  },
});

function onAws(config: StackConfig): AwsConfig {
  if (config.environment !== "local") return config;
  throw new RefusedError(
    "Stack local has nothing on AWS. Nothing was done.",
    "For this machine's database: npm run db:restore",
  );
}

/** The source by the name that it has now: the stack's own server gets another one first. */
const presentSource = ({ from, old, kept }: RestoreState): RestoreFrom =>
  "instance" in from && old !== undefined && from.instance === kept
    ? { ...from, instance: old.identifier }
    : from;

function stepLines({ identifier, old, kept, isMade }: RestoreState, source: string): string[] {
  if (isMade)
    return [`${identifier} is made from ${source}; what is left is the rest of the deploy.`];
  return [
    old === undefined
      ? `1. AWS has no ${identifier}: there is nothing to keep.`
      : old.identifier === kept
        ? `1. The server of before has its new name already: ${kept}.`
        : `1. ${old.identifier} is kept as ${kept}, out of the stack's state.`,
    `2. ${identifier} is made from ${source}, by a deploy.`,
    "3. Roles, privileges and migrations are brought up to date in it.",
  ];
}

/** Before anything is touched, or promised. */
async function refuseSource(config: AwsConfig, from: RestoreFrom, stack: string): Promise<void> {
  const { sourceFaults } = await import("#cloud/preflight/restore-source");
  const faults = await sourceFaults(config, from);
  if (faults.length === 0) return;
  throw new RefusedError(
    `${faults.map(({ problem }) => problem).join("\n")}\nStack ${stack} is as it was.`,
    faults.map(({ hint }) => hint).join("\n"),
  );
}

async function agreed(
  { stack, interactive }: StackContext,
  confirm: string | undefined,
): Promise<void> {
  const { typedAgain } = await import("#lib/terminal/typed");
  const { confirmName } = await import("#lib/terminal/consent");
  await confirmName(stack, {
    confirm,
    interactive,
    wrong: (name) => `${name} is not the stack's name.`,
    question: `Nothing of it answers meanwhile. Type the stack's name (${stack}) to begin: `,
    again: `If you mean it: ${typedAgain("rds:restore", [
      ["--target", stack],
      ["--confirm", stack],
    ])}`,
  });
}

await runCommand(command, import.meta.filename);
