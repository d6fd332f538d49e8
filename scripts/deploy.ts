import { defineCommand } from "#cli/command";
import { YES_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { headWords, type PlanHead } from "#lib/plan/head/plan-head";
import type { StackConfig } from "#lib/stack-config/stack-config";
import type { StackOutputs } from "#lib/stack-outputs";
import type { CommandContext } from "#lib/terminal/command-context";

export const command = defineCommand({
  name: "deploy",
  summary: "Bring a stack up: plan it, hold the plan against guard and policies, ask, and apply it",
  details: [
    "Nothing is changed before the account is the stack's own, the plan breaks no policy and destroys no",
    "database, user pool or network, and you have said yes. What is applied is what was shown: where somebody",
    "deployed meanwhile it plans again, and asks again. A stopped database is started first. On production a",
    "snapshot of the database is made before its schema changes.",
    "docs/operations.md tells what to do where the guard refuses.",
  ].join("\n"),
  on: "stack",
  options: {
    allowReplace: {
      type: "value",
      value: "NAME",
      summary: "a resource that may be replaced or deleted; may be given several times",
      repeats: true,
      parse: (text: string) => text.split(","),
    },
    yes: YES_OPTION,
  },
  changes: true,
  async run(context, { allowReplace: allowed = [], yes }) {
    const { outputsOf, prepareDatabase, removeOrphanedLogs } =
      await import("#cloud/deploy/deploy-stack");
    const { showPlan } = await import("#cloud/deploy/show-plan");
    const { applyPlan, isCurrent, planStack } = await import("#cloud/deploy/stack-plan");
    const { signedInStack } = await import("#cloud/signed-in-stack");
    const { whatNow } = await import("#cloud/deploy/what-now");
    const { readPlanHead } = await import("#cloud/deploy/plan-head");
    const { refuseUndeployable } = await import("#database/migrations/deployable");
    const { isSettled, runsMigrations } = await import("#lib/plan/changes");
    const { headData, headLines } = await import("#lib/plan/head/plan-head");
    const { nextLines } = await import("#lib/plan/next-steps");
    const { isSamePlan } = await import("#lib/plan/same-plan");
    const { alarmMailNews } = await import("#cloud/deploy/alarm-mail");
    const { ROOT } = await import("#lib/root");
    const { checkedNames } = await import("#lib/stack-config/deployable");
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { stack, dryRun, json, note, print, steps } = context;

    const { config: first, identity, at } = await signedInStack(context, checkedNames);
    const { check } = at;
    if (first.environment !== "local" && identity !== undefined) {
      const { checkPreflight } = await import("#cloud/preflight/preflight");
      await steps.run("Preflight", () => checkPreflight(first, note));
    }
    const planned = async (config: StackConfig) => {
      const head = await readPlanHead(config, identity, at);
      for (const line of headLines(head)) print(line);
      if (config.environment !== "local") {
        for (const line of await refuseUndeployable(head.migrations)) note(`! ${line}`);
      }
      const plan = await steps.run("Plan", () => planStack(at));
      const judged = showPlan(plan.preview, allowed, { stack, note, print });
      const wantsSnapshot = config.environment === "prod" && runsMigrations(judged.changes);
      if (wantsSnapshot) print("The schema changes: a snapshot of the database is made first.");
      return { config, head, plan, judged, wantsSnapshot };
    };
    let present = await planned(first);
    const result = ({ head, judged, plan }: typeof present) => ({
      ...headData(head),
      ...judged,
      programWarnings: plan.preview.warnings,
      waived: judged.verdict.waived.length,
    });
    const outputsNow = async (config: StackConfig) =>
      config.environment === "local" ? undefined : outputsOf(config, at.env);
    /** Where the stack is, with what to type, printed and for --json. */
    const ending = async (config: StackConfig, outputs: StackOutputs | undefined) => {
      const next = await whatNow(config, outputs);
      if (next) for (const line of nextLines(next)) print(line);
      for (const line of await alarmMailNews(config, outputs)) note(line);
      return next;
    };
    const upToDate = async ({ config, plan }: typeof present) => {
      if (!isSettled(plan.preview)) return undefined;
      const outputs = await outputsNow(config);
      // One that only the program has got is in no preview.
      if (config.environment !== "local" && outputs === undefined) return undefined;
      print(`Stack ${stack} is up to date: there is nothing to do.`);
      return { ...result(present), applied: false, ...(await ending(config, outputs)) };
    };
    const done = await upToDate(present);
    if (done || dryRun) return done ?? { ...result(present), applied: false };

    let isGiven = yes || present.judged.changes.length === 0;
    for (;;) {
      const { config, head, plan, judged, wantsSnapshot } = present;
      if (!isGiven) await consent(context, head);
      check();
      if (judged.changes.length > 0) {
        await prepareDatabase(config, at.env, { note, check, steps, wantsSnapshot });
        await removeOrphanedLogs(config, plan.preview, note);
      }
      if (await isCurrent(plan, at)) break;
      note(`Stack ${stack} or this checkout was changed since that plan. It is planned again.`);
      present = await planned(await readStackFile(ROOT, stack.split("/").at(-1)!));
      const isDone = await upToDate(present);
      if (isDone) return isDone;
      isGiven = yes || isSamePlan(plan.preview, present.plan.preview);
    }
    const { config, plan } = present;
    await applyPlan(plan, { ...at, json });
    check();
    print(`Stack ${stack} is up.`);
    return {
      ...result(present),
      applied: true,
      ...(await ending(config, await outputsNow(config))),
    };
  },
});

async function consent({ interactive }: CommandContext, head: PlanHead): Promise<void> {
  const { stack } = head;
  const isProduction = head.config.environment === "prod";
  const { askFor } = await import("#lib/terminal/consent");
  const { typedAgain } = await import("#lib/terminal/typed");
  await askFor(isProduction ? stack : "yes", {
    interactive,
    question: `Type ${isProduction ? `the stack's name (${stack})` : "yes"} to apply it to ${headWords(head)}: `,
    again: `To apply it: ${typedAgain("deploy", [["--target", stack], ["--yes"]])}`,
  });
}

await runCommand(command, import.meta.filename);
