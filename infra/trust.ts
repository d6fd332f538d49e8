import * as pulumi from "@pulumi/pulumi";

/**
 * The trust policy of a role that a service takes, for what it does in this account alone: otherwise somebody else's
 * resources could be made to act by it. Without an account, of a service that tells none (`lib/policies/trust-rules.ts`).
 */
export function trustOf(service: string, account?: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        ...(account && { Condition: { StringEquals: { "aws:SourceAccount": account } } }),
      },
    ],
  });
}
