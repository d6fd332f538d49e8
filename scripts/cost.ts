import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "cost",
  summary: "What a stack costs in a month, line by line, from its configuration alone",
  details: [
    "It reads Pulumi.NAME.yaml and needs neither Pulumi nor an account. Prices are a dated table of us-east-1;",
    "AWS's own pages have the last word.",
  ].join("\n"),
  on: "stack",
  changes: false,
  async run({ stack, note, print }) {
    const { costOf } = await import("#lib/cost/cost-of");
    const { costSummary } = await import("#lib/cost/cost-summary");
    const { costText } = await import("#lib/cost/cost-text");
    const { PRICES } = await import("#lib/cost/prices");
    const { ROOT } = await import("#lib/root");
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { configWarnings } = await import("#lib/stack-config/warnings");

    const config = await readStackFile(ROOT, stack);
    if (config.environment === "local") {
      print(costSummary(config));
      return { stack, lines: [], usd: 0, savedUsd: 0 };
    }
    print(costText(config));
    for (const { problem, hint } of configWarnings(config)) note(`Warning: ${problem}\n${hint}`);
    const { region, asOf } = PRICES;
    return { stack, prices: { region, asOf }, ...costOf(config) };
  },
});

await runCommand(command, import.meta.filename);
