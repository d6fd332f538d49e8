import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arn.ts";
import type { NetworkArgs } from "./places.ts";
import { applyTransform } from "../transform.ts";
import { trustOf } from "../trust.ts";

export interface FlowLogArgs extends Pick<
  NetworkArgs,
  "prefix" | "logRetentionDays" | "transform"
> {
  vpcId: pulumi.Output<string>;
}

/**
 * A VPC's log of refused connections (EC2.6). Accepted ones are not in it: those are the functions' own, and would be
 * most of the bill.
 */
export function flowLog(name: string, args: FlowLogArgs, parent: pulumi.Resource): void {
  const child = { parent };
  const { prefix } = args;
  const group = new aws.cloudwatch.LogGroup(
    `${name}-group`,
    { name: `/aws/vpc/${prefix}`, retentionInDays: args.logRetentionDays },
    child,
  );
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: `${prefix}-flow-log`,
      description: "The VPC's flow log writes its group",
      assumeRolePolicy: trustOf("vpc-flow-logs.amazonaws.com", accountOf(group.arn)),
    },
    child,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      name: "flow-log",
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: [group.arn, pulumi.interpolate`${group.arn}:*`],
          },
        ],
      }),
    },
    child,
  );
  new aws.ec2.FlowLog(
    name,
    applyTransform<aws.ec2.FlowLogArgs>(
      {
        vpcId: args.vpcId,
        trafficType: "REJECT",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        tags: { Name: prefix },
      },
      args.transform?.flowLog,
    ),
    { ...child, dependsOn: [policy] },
  );
}
