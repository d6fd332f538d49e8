import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "#lib/errors";
import type { NetworkPlaces } from "./places.ts";

/**
 * The region's default VPC and its subnets, found and left as they are: they belong to the account, and cost nothing.
 * Functions have no way out of its public subnets either, since their interfaces get no public address.
 */
export function defaultNetwork(parent: pulumi.Resource): NetworkPlaces {
  const found = pulumi.output(find(parent));
  const { vpcId, subnetIds } = found;
  return { vpcId, databaseSubnetIds: subnetIds, functionSubnetIds: subnetIds };
}

async function find(parent: pulumi.Resource): Promise<{ vpcId: string; subnetIds: string[] }> {
  const vpcId = await findVpc(parent);
  const { ids } = await aws.ec2.getSubnets(
    {
      filters: [
        { name: "vpc-id", values: [vpcId] },
        // Subnets that somebody added have no way to the internet, perhaps.
        { name: "default-for-az", values: ["true"] },
      ],
    },
    { parent },
  );
  // AWS gives them in any order, and each other order would be a change.
  return { vpcId, subnetIds: [...ids].sort() };
}

async function findVpc(parent: pulumi.Resource): Promise<string> {
  try {
    return (await aws.ec2.getVpc({ default: true }, { parent })).id;
  } catch (error) {
    if (!/no matching|not found/i.test(messageOf(error))) throw error;
    // Not a UserError: nobody but Pulumi itself sees what an output fails with, and of a RunError it shows the text.
    throw new pulumi.RunError(
      "The region has no default VPC, where the database of a stack with public access goes. " +
        "Make one: aws ec2 create-default-vpc --region <the stack's region>. " +
        "Or place it in a network of its own, by publicAccess: false in Pulumi.<stack>.yaml.",
    );
  }
}
