import * as pulumi from "@pulumi/pulumi";
import { costSummary } from "#lib/cost/cost-summary";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { configWarnings } from "#lib/stack-config/warnings";

/** Says above a plan what the stack costs, and warns of what our data cannot tell of its configuration. */
export async function announce(config: AwsConfig): Promise<void> {
  await pulumi.log.info(costSummary(config));
  for (const { problem, hint } of configWarnings(config)) {
    await pulumi.log.warn(`${problem}\n${hint}`);
  }
}
