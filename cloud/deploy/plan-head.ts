import { UserError } from "#lib/errors";
import type { Identity, PlanHead } from "#lib/plan/head/plan-head";
import { parseHistory, upsIn, type StackUpdate, type Ups } from "#lib/plan/stack-update";
import type { StackConfig } from "#lib/stack-config/stack-config";
import { checkoutBeside, migrationsSince } from "./checkout.ts";
import { askPulumi, type PulumiOptions } from "../pulumi.ts";

/** What stands above a plan: the stack, what it costs, and what was deployed last, beside this checkout. */
export async function readPlanHead(
  config: StackConfig,
  identity: Identity | undefined,
  at: PulumiOptions,
): Promise<PlanHead> {
  const { ups, destroyed } = await upsOf(at);
  const [last] = ups;
  const checkout = await checkoutBeside(last?.commit);
  // One that failed may have run none of its migrations, and they may be mended.
  const whole = ups.filter(({ isDone }) => isDone);
  const [done] = whole;
  const known = new Set([whole.find(({ isDirty }) => !isDirty), done]);
  const migrations = await Promise.all([...known].map((up) => up && migrationsSince(up)));
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions();
  return {
    stack: at.stack,
    config,
    identity,
    last,
    done,
    destroyed,
    checkout,
    migrations: migrations.filter((it) => it !== undefined),
    timezone,
    now: new Date(),
  };
}

const PAGE = 20;
/** Refreshes of each night may stand between two ups: a year of them. */
const PAGES = 20;

/**
 * A stack's last ups, of as many pages as the last one that ended well is away; none where Pulumi cannot tell, of which
 * the plan then says why.
 */
async function upsOf(at: PulumiOptions): Promise<Ups> {
  const history: StackUpdate[] = [];
  try {
    for (let page = 1; page <= PAGES; page += 1) {
      const words = ["stack", "history", "--json", "--page-size", `${PAGE}`, "--page", `${page}`];
      const more = parseHistory(await askPulumi(words, { ...at, doing: "tell the history of" }));
      history.push(...more);
      const { ups, destroyed } = upsIn(history);
      if (destroyed || more.length < PAGE || ups.some(({ isDone }) => isDone)) break;
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return upsIn(history);
}
