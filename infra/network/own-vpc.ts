import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { flowLog } from "./flow-log.ts";
import type { NetworkArgs } from "./places.ts";
import { applyTransform } from "../transform.ts";

/**
 * The id of a VPC of the stack's own. Its default security group is emptied, and what its members refuse is written
 * down.
 */
export function ownVpc(
  name: string,
  args: NetworkArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const child = { parent };
  const { prefix, cidr, transform } = args;
  const vpc = new aws.ec2.Vpc(
    `${name}-vpc`,
    applyTransform<aws.ec2.VpcArgs>(
      {
        cidrBlock: cidr,
        // RDS gives names, not addresses, and a standby takes over by its name.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: { Name: prefix },
      },
      transform?.vpc,
    ),
    child,
  );
  // Adopted, not made: without rules of either direction AWS's own (all from its members, all to the world) are gone.
  new aws.ec2.DefaultSecurityGroup(`${name}-default-group`, { vpcId: vpc.id }, child);
  flowLog(`${name}-flow-log`, { ...args, vpcId: vpc.id }, parent);
  return vpc.id;
}
