import type * as pulumi from "@pulumi/pulumi";

/**
 * The account in an ARN. A resource's own ARN tells it without asking AWS who is calling, so that a preview needs
 * nothing but the plan.
 */
export function accountOf(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.split(":")[4] ?? "");
}

/** The partition in an ARN, with which others begin: `aws`, in other clouds of AWS's `aws-us-gov` or `aws-cn`. */
export function partitionOf(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.split(":")[1] ?? "");
}
