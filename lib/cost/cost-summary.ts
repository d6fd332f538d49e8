import type { StackConfig } from "../stack-config/stack-config.ts";
import { costOf, type MonthlyCost } from "./cost-of.ts";
import { dollars } from "./dollars.ts";
import { PRICES } from "./prices.ts";

/** A stack's cost, in one line of a log: "About $8.66 a month (us-east-1, prices of 2026-06). …" */
export function costSummary(config: StackConfig): string {
  if (config.environment === "local") return "It costs nothing: it runs on this machine.";
  const cost = costOf(config);
  const { savedUsd } = cost;
  return [
    `About ${monthText(cost)} (${PRICES.region}, prices of ${PRICES.asOf}).`,
    ...(savedUsd > 0 ? [`The daily stop saves ${dollars(savedUsd)}.`] : []),
    `Line by line: npm run cost -- --target ${config.stack}`,
  ].join(" ");
}

/** A month's sum: "$8.66 a month", "$43.80 to $350.40 a month", "$5.20 a month without compute". */
export function monthText({ usd, mostUsd, lines }: MonthlyCost): string {
  const sum = mostUsd === undefined ? dollars(usd) : `${dollars(usd)} to ${dollars(mostUsd)}`;
  const unknown = lines.filter((line) => line.usd === undefined).map(({ item }) => item);
  return `${sum} a month${unknown.length > 0 ? ` without ${unknown.join(" and ")}` : ""}`;
}
