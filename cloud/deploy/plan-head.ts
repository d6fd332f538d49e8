import { UserError } from "#lib/errors";
import type { Identity, PlanHead } from "#lib/plan/head/plan-head";
import { parseHistory, type StackUpdate } from "#lib/plan/stack-update";
import type { StackConfig } from "#lib/stack-config/stack-config";
import { checkoutBeside, migrationsSince } from "./checkout.ts";
import { askPulumi, type PulumiOptions } from "../pulumi.ts";

/** What stands above a plan: the stack, what it costs, and what was deployed last, beside this checkout. */
export async function readPlanHead(
  config: StackConfig,
  identity: Identity | undefined,
  at: PulumiOptions,
): Promise<PlanHead> {
  const ups = (await updatesOf(at)).filter(({ kind }) => kind === "update");
  const [last] = ups;
  const checkout = await checkoutBeside(last?.commit);
  // One that failed may have run none of its migrations, and they may be mended.
  const done = ups.filter(({ isDone }) => isDone);
  const known = new Set([done.find(({ isDirty }) => !isDirty), done[0]]);
  const migrations = await Promise.all([...known].map((up) => up && migrationsSince(up)));
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions();
  const now = new Date();
  return {
    stack: at.stack,
    config,
    identity,
    last,
    checkout,
    migrations: migrations.filter((it) => it !== undefined),
    timezone,
    now,
  };
}

/** A stack's last updates, the last one first; none where Pulumi cannot tell, of which the plan then says why. */
async function updatesOf(at: PulumiOptions): Promise<StackUpdate[]> {
  const words = ["stack", "history", "--json", "--page-size", "20"];
  try {
    return parseHistory(await askPulumi(words, { ...at, doing: "tell the history of" }));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
