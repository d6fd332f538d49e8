import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { subnetBlocks } from "#lib/network/subnet-blocks";
import { ownVpc } from "./own-vpc.ts";
import type { NetworkArgs, NetworkPlaces } from "./places.ts";
import { byFitness, proxySubnets, type Zoned } from "./zones.ts";
import { applyTransform } from "../transform.ts";

/** The subnets by their literal names, each in the zone of that place among the chosen ones. */
const SUBNETS = {
  database: ["database-1", "database-2"],
  functions: ["functions-1", "functions-2"],
} as const;

/**
 * Private subnets in two zones and no way out of them: no internet gateway, no NAT, no route but the local one. They are
 * in a VPC of the stack's own, or in one that is somebody's (`vpcId`), of which nothing else is touched.
 */
export function privateNetwork(
  name: string,
  args: NetworkArgs,
  parent: pulumi.Resource,
): NetworkPlaces {
  const child = { parent };
  const { prefix, transform } = args;
  const vpcId = args.vpcId === undefined ? ownVpc(name, args, parent) : pulumi.output(args.vpcId);
  // Its own table, so that a route that somebody adds to the VPC's main one reaches no subnet of ours.
  const routes = new aws.ec2.RouteTable(
    `${name}-routes`,
    { vpcId, tags: { Name: `${prefix}-private` } },
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
  const blocks = subnetBlocks(args.cidr);
  const subnetsOf = (kind: keyof typeof SUBNETS): pulumi.Output<Zoned[]> =>
    pulumi.all(
      SUBNETS[kind].map((role, zone) => {
        const subnet = new aws.ec2.Subnet(
          `${name}-${role}`,
          applyTransform<aws.ec2.SubnetArgs>(
            {
              vpcId,
              cidrBlock: blocks[kind][zone]!,
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
  const database = subnetsOf("database");
  return {
    vpcId,
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
