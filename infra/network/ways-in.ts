import type * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import type { Database } from "../database/database.ts";
import { DeveloperAccess } from "./developer-access.ts";
import { JumpHost } from "./jump-host.ts";
import type { Network } from "./network.ts";
import type { SecurityGroups } from "./security-groups.ts";

interface WaysInArgs {
  config: AwsConfig;
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  network: Network;
  access: SecurityGroups;
  database: Database;
  /** Of who runs the program; undefined where it is not asked for, or could not be found. */
  address: string | undefined;
  /** Another text than last time renews the lease. */
  renewal: string;
}

/** How a person comes to the database: by a lease where it is public, by a jump host where the configuration has one. */
export function waysIn(
  { config, prefix, network, access, database, address, renewal }: WaysInArgs,
  opts: pulumi.ComponentResourceOptions,
): { developerAccess: DeveloperAccess | undefined; jump: JumpHost | undefined } {
  const { publicAccess, jumpHost, leaseHours } = config.database;
  const securityGroupId = access.databaseGroupId;
  const developerAccess = publicAccess
    ? new DeveloperAccess(
        "cruddur-developer-access",
        {
          securityGroupId,
          region: config.region,
          host: database.host,
          port: database.port,
          leaseHours,
          stack: config.stack,
          address,
          renewal,
        },
        opts,
      )
    : undefined;
  const jump = jumpHost
    ? new JumpHost(
        "cruddur-jump-host",
        {
          vpcId: network.vpcId,
          subnetId: network.databaseSubnetIds.apply(([first]) => first!),
          databaseGroupId: securityGroupId,
          prefix,
        },
        opts,
      )
    : undefined;
  return { developerAccess, jump };
}
