import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { flowLog } from "./flow-log.ts";
import type { NetworkArgs, NetworkPlaces } from "./places.ts";
import { byFitness, proxySubnets, type Zoned } from "./zones.ts";
import { applyTransform } from "../transform.ts";

/** Beside 172.31/16, the default VPC's, and 10.0/16, which half of the world has: so that networks can be joined. */
const CIDR = "10.42.0.0/16";

/**
 * The subnets by their literal names: the zone's place among the chosen ones, and their addresses. Functions have many
 * interfaces, a database few.
 */
const SUBNETS = {
  database: [
    { role: "database-1", zone: 0, cidrBlock: "10.42.0.0/24" },
    { role: "database-2", zone: 1, cidrBlock: "10.42.1.0/24" },
  ],
  functions: [
    { role: "functions-1", zone: 0, cidrBlock: "10.42.16.0/22" },
    { role: "functions-2", zone: 1, cidrBlock: "10.42.20.0/22" },
  ],
} as const;

/**
 * A VPC with private subnets in two zones and no way out: no internet gateway, no NAT, no route but the local one.
 * Its own default security group is emptied, and what its members refuse is written down.
 */
export function privateNetwork(
  name: string,
  args: NetworkArgs,
  parent: pulumi.Resource,
): NetworkPlaces {
  const child = { parent };
  const { prefix, transform } = args;
  const vpc = new aws.ec2.Vpc(
    `${name}-vpc`,
    applyTransform<aws.ec2.VpcArgs>(
      {
        cidrBlock: CIDR,
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
  // Its own table, so that a route that somebody adds to the VPC's main one reaches no subnet of ours.
  const routes = new aws.ec2.RouteTable(
    `${name}-routes`,
    { vpcId: vpc.id, tags: { Name: `${prefix}-private` } },
    child,
  );
  const zones = aws.getAvailabilityZonesOutput(
    {
      state: "available",
      // Neither local zones nor those that an account must ask for.
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    },
    { parent },
  );
  const chosen = zones.apply(({ names, zoneIds }) => {
    const found = byFitness(zoneIds.map((zoneId, index) => ({ id: names[index]!, zoneId })));
    // Before there is anything: a database that is protected would have to leave again.
    if (args.proxy) proxySubnets(found, OTHER_REGION);
    return found;
  });
  const subnetsOf = (kind: keyof typeof SUBNETS): pulumi.Output<Zoned[]> =>
    pulumi.all(
      SUBNETS[kind].map(({ role, zone, cidrBlock }) => {
        const subnet = new aws.ec2.Subnet(
          `${name}-${role}`,
          applyTransform<aws.ec2.SubnetArgs>(
            {
              vpcId: vpc.id,
              cidrBlock,
              availabilityZone: chosen.apply((places) => zoneAt(places, zone)),
              mapPublicIpOnLaunch: false,
              tags: { Name: `${prefix}-${role}` },
            },
            transform?.subnet,
          ),
          // Another zone may come first one day, or did under another rule; subnets with a database in them do not move.
          { ...child, ignoreChanges: ["availabilityZone"] },
        );
        new aws.ec2.RouteTableAssociation(
          `${name}-${role}-routes`,
          { subnetId: subnet.id, routeTableId: routes.id },
          child,
        );
        return { id: subnet.id, zoneId: subnet.availabilityZoneId };
      }),
    );
  flowLog(`${name}-flow-log`, { ...args, vpcId: vpc.id }, parent);
  const database = subnetsOf("database");
  return {
    vpcId: vpc.id,
    databaseSubnetIds: database.apply(idsOf),
    functionSubnetIds: subnetsOf("functions").apply(idsOf),
    proxySubnetIds: args.proxy
      ? database.apply((subnets) => proxySubnets(subnets, OTHER_REGION))
      : undefined,
  };
}

const OTHER_REGION = "Choose another region.";

const idsOf = (subnets: readonly Zoned[]): string[] => subnets.map(({ id }) => id);

function zoneAt(zones: readonly Zoned[], place: number): string {
  const zone = zones[place];
  if (zone !== undefined) return zone.id;
  throw new pulumi.RunError(
    `The region has ${zones.length} availability zones that the account can use; RDS wants two. ${OTHER_REGION}`,
  );
}
