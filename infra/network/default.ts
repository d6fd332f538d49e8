import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "#lib/errors";
import type { NetworkArgs, NetworkPlaces } from "./places.ts";
import { proxySubnets, withService, type Zoned } from "./zones.ts";

/**
 * The region's default VPC and its subnets, found and left as they are: they belong to the account, and cost nothing.
 * Functions have no way out of its public subnets either, since their interfaces get no public address.
 */
export function defaultNetwork(
  { proxy }: Pick<NetworkArgs, "proxy">,
  parent: pulumi.Resource,
): NetworkPlaces {
  const found = pulumi.output(find(parent));
  const idsOf = (choose: (subnets: readonly Zoned[]) => readonly Zoned[]) =>
    found.subnets.apply((subnets) => choose(subnets).map(({ id }) => id));
  return {
    vpcId: found.vpcId,
    databaseSubnetIds: idsOf((subnets) => subnets),
    functionSubnetIds: idsOf((subnets) => withService("functions", subnets)),
    proxySubnetIds: proxy
      ? found.subnets.apply((subnets) => proxySubnets(subnets, MORE_SUBNETS))
      : undefined,
  };
}

const MORE_SUBNETS =
  "Add what is missing of the default VPC: aws ec2 create-default-subnet --region <the stack's region> " +
  "--availability-zone <a zone that has none>.";

async function find(parent: pulumi.Resource): Promise<{ vpcId: string; subnets: Zoned[] }> {
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
  if (ids.length < 2) {
    throw new pulumi.RunError(
      `The default VPC has ${ids.length} of its own subnets left, and RDS wants two, in two availability zones. ${MORE_SUBNETS}`,
    );
  }
  // Not the zones' own list: a zone that is impaired is not on it, and the proxy would be made again without it.
  const subnets = ids.map(async (id) => {
    const { availabilityZoneId } = await aws.ec2.getSubnet({ id }, { parent });
    return { id, zoneId: availabilityZoneId };
  });
  // AWS gives them in any order, and each other order would be a change.
  return {
    vpcId,
    subnets: (await Promise.all(subnets)).sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
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
