import * as aws from "@pulumi/aws";
import { resourcePrefix, type AwsConfig } from "#lib/stack-config/stack-config";
import { SecurityGroups } from "../../../infra/network/security-groups.ts";
import { awsProviderArgs } from "../../../infra/aws-provider.ts";
import { Database } from "../../../infra/database/database.ts";
import { DatabaseEvents } from "../../../infra/database/events.ts";
import { DatabaseProxy } from "../../../infra/database/proxy.ts";
import { Network } from "../../../infra/network/network.ts";

/** Network, access, database, proxy and events of a stack, put together as index.ts does, without what stands on them. */
export function coreProgram(config: AwsConfig) {
  const { database: settings, logRetentionDays, region } = config;
  const prefix = resourcePrefix(config);
  const opts = { providers: [new aws.Provider("cruddur-aws", awsProviderArgs(config))] };
  const network = new Network(
    "cruddur-network",
    {
      ...config.network,
      isPrivate: !settings.publicAccess,
      proxy: settings.proxy,
      prefix,
      logRetentionDays,
    },
    opts,
  );
  const access = new SecurityGroups(
    "cruddur-access",
    { vpcId: network.vpcId, prefix, proxy: settings.proxy },
    opts,
  );
  const database = new Database(
    "cruddur-database",
    {
      config: settings,
      prefix,
      subnetIds: network.databaseSubnetIds,
      securityGroupId: access.databaseGroupId,
      logRetentionDays,
    },
    opts,
  );
  const proxy = access.proxyGroupId
    ? new DatabaseProxy(
        "cruddur-proxy",
        {
          database,
          region,
          subnetIds: network.proxySubnetIds!,
          securityGroupId: access.proxyGroupId,
          prefix,
          roles: ["cruddur_sign_up", "cruddur_api"],
          logRetentionDays,
        },
        opts,
      )
    : undefined;
  const topicArn = `arn:aws:sns:${region}:123456789012:${prefix}-alarms`;
  new DatabaseEvents("cruddur-database-events", { database, topicArn, prefix }, opts);
  return { network, access, database, proxy };
}
