import { signedRequest } from "./signed-request.ts";

/** It answers in one region of the partition, whatever the stack's. */
const REGION = "us-east-1";

/**
 * Whether the account is on AWS's free plan: `FREE`, or `PAID`. Throws an Error named as AWS's refusal, and what a fetch
 * throws.
 */
export async function accountPlan(): Promise<string> {
  const { accountPlanType } = await signedRequest<{ readonly accountPlanType: string }>({
    variable: "FREETIER",
    endpoint: `https://freetier.${REGION}.api.aws`,
    service: "freetier",
    region: REGION,
    method: "POST",
    path: "/",
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": "AWSFreeTierService.GetAccountPlanState",
    },
    body: "{}",
  });
  return accountPlanType;
}
