import { defineCommand } from "#cli/command";
import { RefusedError } from "#lib/errors";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "destroy",
  summary: "Take a stack down, with its database and its users",
  details: [
    "It shows what would go and wants the stack's name. It refuses where somebody else has put files into the page's",
    "bucket, or a vault holds backups: both would be in the way at the end. A protected stack, and production, it never takes down:",
    "docs/operations.md says what it takes. It says what it waits for and how long, and removes the log groups",
    "that a service's last line makes anew. Interrupted, it goes on when it is typed again.",
  ].join("\n"),
  on: "stack",
  options: {
    confirm: { type: "value", value: "NAME", summary: "the stack's name, as consent" },
  },
  changes: true,
  async run(context, { confirm }) {
    const { previewOf, streamPulumi } = await import("#cloud/pulumi");
    const { changeLines, changesIn, changeSummary } = await import("#lib/plan/changes");
    const { signedInStack } = await import("#cloud/signed-in-stack");
    const { isProductionName } = await import("#lib/domain/target");
    const { exportState, refusePending } = await import("#cloud/recovery/state");
    const { refuseForeignObjects } = await import("#cloud/deploy/foreign-objects");
    const { refuseRecoveryPoints } = await import("#cloud/deploy/recovery-points");
    const { removeLeftoverLogs } = await import("#cloud/deploy/leftover-logs");
    const { logGroupNames } = await import("#lib/domain/log-group-names");
    const { resourcePrefix } = await import("#lib/stack-config/stack-config");
    const { waitLines } = await import("#lib/plan/waits");
    const { stack, dryRun, json, note, print, steps } = context;
    const name = stack.split("/").at(-1)!;

    const { config, at } = await signedInStack(context, (found) => {
      const isProtected = found.environment !== "local" && found.database.isProtected;
      if (!isProtected && found.environment !== "prod" && !isProductionName(name)) return found;
      throw new RefusedError(
        `Stack ${stack} is ${isProtected ? "protected" : "production"}, and is not taken down by a command. Nothing was done.`,
        "What it takes to give it up is in docs/operations.md.",
      );
    });
    const plan = await steps.run("Plan", () => previewOf(at, "destroy"));
    const gone = changesIn(plan);
    if (config.environment !== "local") {
      refusePending(await exportState(at), stack);
      await refuseForeignObjects(config.region, plan, stack);
      await refuseRecoveryPoints(config.region, plan, stack);
    }
    for (const line of changeLines(gone)) print(line);
    print(`Stack ${stack}: ${changeSummary(gone)}.`);
    const deleted = gone.filter(({ change }) => change === "delete");
    const waits = waitLines(deleted);
    for (const line of waits) print(line);
    const result = { stack, deleted: deleted.map(({ name: one }) => one) };
    if (dryRun) return { ...result, applied: false };

    await agreed(stack, confirm, context.interactive);
    at.check();
    const started = Date.now();
    const minutes = () => Math.ceil((Date.now() - started) / 60_000);
    const patience = setInterval(() => {
      note(
        `Still at it after ${minutes()} min. ${waits.at(-1) ?? ""} It may be left and typed again.`,
      );
    }, PATIENCE_MS);
    try {
      const words = ["destroy", "--yes", "--skip-preview", "--non-interactive"];
      await streamPulumi(words, { ...at, json, doing: "take down" });
    } finally {
      clearInterval(patience);
    }
    at.check();
    print(`Stack ${stack} is gone, after ${minutes()} min.`);
    if (config.environment !== "local") {
      const names = logGroupNames(resourcePrefix(config));
      await removeLeftoverLogs(config.region, names, note);
    }
    return { ...result, applied: true };
  },
});

const PATIENCE_MS = 5 * 60_000;

async function agreed(
  stack: string,
  confirm: string | undefined,
  interactive: boolean,
): Promise<void> {
  const { confirmName } = await import("#lib/terminal/consent");
  await confirmName(stack, {
    confirm,
    interactive,
    wrong: (name) => `${name} is not the stack's name.`,
    question: `Type the stack's name (${stack}) to take it down: `,
    again: `If it may go: npm run destroy -- --target ${stack} --confirm ${stack}`,
  });
}

await runCommand(command, import.meta.filename);
