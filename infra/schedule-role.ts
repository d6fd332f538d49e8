import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./arn.ts";
import { trustOf } from "./trust.ts";

export interface ScheduleRoleArgs {
  /** The physical name. */
  name: string;
  description: string;
  action: string;
  /** The ARNs that it is for; each of this account. */
  resources: readonly [pulumi.Output<string>, ...pulumi.Output<string>[]];
}

/** A role by which EventBridge Scheduler, for this account alone, does one thing to the resources that are named. */
export function scheduleRole(
  name: string,
  args: ScheduleRoleArgs,
  opts: pulumi.CustomResourceOptions,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: args.name,
      description: args.description,
      assumeRolePolicy: trustOf("scheduler.amazonaws.com", accountOf(args.resources[0])),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: args.action, Resource: [...args.resources] }],
      }),
    },
    opts,
  );
  return { role, policy };
}
