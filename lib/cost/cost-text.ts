import Table from "cli-table3";
import { paint } from "../terminal.ts";
import type { AwsConfig } from "../stack-config/stack-config.ts";
import { costOf } from "./cost-of.ts";
import { dollars } from "./dollars.ts";
import { PRICES } from "./prices.ts";

/** A stack's monthly cost as people read it: by line, the sum, what the daily stop saves, what was assumed. */
export function costText(config: AwsConfig): string {
  const { lines, usd, savedUsd, mostUsd, notes } = costOf(config);
  const table = new Table({
    head: ["a month", "what is counted", "US dollars"],
    colAligns: ["left", "left", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const line of lines) {
    table.push([line.item, line.detail, line.usd === undefined ? "unknown" : line.usd.toFixed(2)]);
  }
  table.push([paint.bold("sum"), "", paint.bold(usd.toFixed(2))]);
  return [
    `Stack ${config.stack}, ${config.region}`,
    table.toString(),
    [
      ...(mostUsd === undefined ? [] : [`At maxAcu all the time: ${dollars(mostUsd)}.`]),
      ...(savedUsd > 0
        ? [`The daily stop saves ${dollars(savedUsd)} of ${dollars(usd + savedUsd)}.`]
        : []),
      ...notes,
      `On-demand prices of ${PRICES.region}, ${PRICES.asOf}; lib/aws-data/prices.json says where each is from.`,
    ].join("\n"),
  ].join("\n");
}
