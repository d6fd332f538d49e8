import type { StackConfig } from "../stack-config/stack-config.ts";
import { costOf, type CostLine, type MonthlyCost } from "./cost-of.ts";
import { monthText } from "./cost-summary.ts";
import { dollars } from "./dollars.ts";
import { PRICES } from "./prices.ts";

/**
 * A stack's cost beside what it was, in lines: the first with both sums, one more for each item that differs.
 *
 * @param before undefined where the stack is new, or its former configuration cannot be read
 */
export function costChange(now: StackConfig, before: StackConfig | undefined): string[] {
  if (now.environment === "local") return ["nothing: it runs on this machine"];
  const cost = costOf(now);
  const prices = `${PRICES.region}, prices of ${PRICES.asOf}`;
  if (before === undefined || before.environment === "local") {
    return [`about ${monthText(cost)} (${prices})`];
  }
  const was = costOf(before);
  const changed = changedLines(was, cost);
  if (changed.length === 0) return [`about ${monthText(cost)}, as before (${prices})`];
  const usd = cost.usd - was.usd;
  const more = `${usd < 0 ? "-" : "+"}${dollars(Math.abs(usd))}`;
  return [`about ${monthText(was)} → ${monthText(cost)}, ${more} (${prices})`, ...changed];
}

/** `compute: db.t4g.micro, 260 h, $4.16 → db.t4g.small, 260 h, $8.32` */
function changedLines(before: MonthlyCost, now: MonthlyCost): string[] {
  const items = new Set([...before.lines, ...now.lines].map(({ item }) => item));
  return [...items].flatMap((item) => {
    const [was, is] = [before, now].map(({ lines }) => told(lines.find((it) => it.item === item)));
    return was === is ? [] : [`${item}: ${was} → ${is}`];
  });
}

function told(line: CostLine | undefined): string {
  if (line === undefined) return "none";
  return `${line.detail}, ${line.usd === undefined ? "unknown" : dollars(line.usd)}`;
}
