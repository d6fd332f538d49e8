import { STSClient } from "@aws-sdk/client-sts";
import aws4 from "aws4";
import { clientConfig } from "../aws-client.ts";

/** It answers in one region of the partition, whatever the stack's. */
const REGION = "us-east-1";
const ANSWERS_WITHIN_MS = 10_000;

/**
 * Whether the account is on AWS's free plan: `FREE`, or `PAID`. Throws an Error named as AWS's refusal, and what a fetch
 * throws. The Free Tier API has no client among our packages; its one call is signed by hand.
 */
export async function accountPlan(): Promise<string> {
  const endpoint =
    process.env["AWS_ENDPOINT_URL_FREETIER"] ??
    process.env["AWS_ENDPOINT_URL"] ??
    `https://freetier.${REGION}.api.aws`;
  const request = {
    ...{ host: new URL(endpoint).host, path: "/", method: "POST", body: "{}" },
    ...{ service: "freetier", region: REGION },
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": "AWSFreeTierService.GetAccountPlanState",
    },
  };
  const { headers } = aws4.sign(
    request,
    await new STSClient(clientConfig(REGION)).config.credentials(),
  );
  const response = await fetch(endpoint, {
    method: request.method,
    body: request.body,
    headers: headers as Record<string, string>,
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  });
  const answer = (await response.json()) as Record<string, string | undefined>;
  if (!response.ok || answer["accountPlanType"] === undefined) {
    const [code = `HTTP ${response.status}`] = /[^#]+$/.exec(answer["__type"] ?? "") ?? [];
    throw Object.assign(new Error(answer["message"] ?? code), { name: code });
  }
  return answer["accountPlanType"];
}
