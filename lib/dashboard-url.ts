import { regionOf } from "./aws-data/regions.ts";
import { resourcePrefix, type AwsConfig } from "./stack-config/stack-config.ts";

/** Hosts of CloudWatch's console outside of the first partition; there is none of China's, which has no user pools. */
const CONSOLES: Readonly<Record<string, string>> = {
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Where a browser that is signed in to the account shows a stack's dashboard. */
export function dashboardUrl(config: Pick<AwsConfig, "stack" | "region">): string {
  const { region } = config;
  const host = CONSOLES[regionOf(region)?.partition ?? "aws"] ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${resourcePrefix(config)}`;
}
