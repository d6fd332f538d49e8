import type * as pulumi from "@pulumi/pulumi";
import type { AlarmRule } from "./rule.ts";

/**
 * Answers of 500 and above. The function itself is well then: it says that the database cannot be reached, or that
 * migrations are missing, and no error of Lambda's tells of it.
 *
 * @param prefix of physical names
 * @param target what commands call the stack
 */
export function apiAlarm(ApiId: pulumi.Input<string>, prefix: string, target: string): AlarmRule {
  return {
    role: "api-refusals",
    description: `The API has answered with 500 or above for ten minutes. Look for the events database_unavailable, schema_missing and internal in the log group /aws/lambda/${prefix}-api. If the database was stopped: npm run rds:start -- --target ${target}. If migrations are missing: pulumi up. If neither is so, the access log /aws/vendedlogs/apigateway/${prefix}-api has what the gateway refused itself.`,
    namespace: "AWS/ApiGateway",
    metric: "5xx",
    dimensions: { ApiId },
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
    // A failover and a restart are over before that.
    spans: 2,
    isInDev: false,
  };
}
