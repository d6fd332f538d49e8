import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf, partitionOf } from "../arn.ts";
import { trustOf } from "../trust.ts";

export interface ProxyRoleArgs {
  prefix: string;
  region: string;
  /** Of the server behind the proxy: `db-…` or `cluster-…`. */
  databaseResourceId: pulumi.Output<string>;
  /** The database users as whom the proxy may log in. */
  roles: readonly string[];
}

/** The role by which RDS Proxy logs in to the database, as the functions' users and nobody else. */
export function proxyRole(
  name: string,
  args: ProxyRoleArgs,
  parent: pulumi.Resource,
): { arn: pulumi.Output<string>; ready: readonly pulumi.Resource[] } {
  const { prefix, region } = args;
  const role = new aws.iam.Role(
    name,
    {
      name: `${prefix}-proxy`,
      description: "RDS Proxy logs in to the database",
      assumeRolePolicy: trustOf("rds.amazonaws.com"),
    },
    { parent },
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      name: "log-in",
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "rds-db:connect",
            Resource: args.roles.map(
              (user) =>
                pulumi.interpolate`arn:${partitionOf(role.arn)}:rds-db:${region}:${accountOf(role.arn)}:dbuser:${args.databaseResourceId}/${user}`,
            ),
          },
        ],
      }),
    },
    { parent },
  );
  return { arn: role.arn, ready: [policy] };
}
