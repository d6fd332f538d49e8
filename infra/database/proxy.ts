import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PROXY_POOL_PERCENT } from "#lib/stack-config/connection-budget";
import type { Database } from "./database.ts";
import type { DatabaseEndpoint } from "./endpoint.ts";
import { DATABASE_NAME, DATABASE_PORT } from "./names.ts";
import { proxyRole } from "./proxy-role.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface DatabaseProxyArgs {
  database: Database;
  /** The stack's region, which the role's policy names. */
  region: string;
  /** In two availability zones or more. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  securityGroupId: pulumi.Input<string>;
  /** Physical names start with it: `cruddur-prod`. */
  prefix: string;
  /** Database users that come by way of it: `cruddur_api`. */
  roles: readonly string[];
  /** Days that the proxy's log is kept. */
  logRetentionDays: number;
  transform?: {
    proxy?: Transform<aws.rds.ProxyArgs>;
    targetGroup?: Transform<aws.rds.ProxyDefaultTargetGroupArgs>;
  };
}

/**
 * RDS Proxy in front of the database. Functions log in to it by IAM, and it to the database by IAM: there is no secret
 * and no password anywhere between them.
 */
export class DatabaseProxy extends pulumi.ComponentResource {
  readonly endpoint: DatabaseEndpoint;
  /** The physical name, by which CloudWatch has its figures. */
  readonly proxyName: pulumi.Output<string>;

  constructor(name: string, args: DatabaseProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:DatabaseProxy", name, {}, opts);
    const { database, prefix, transform } = args;
    const child = { parent: this };
    const role = proxyRole(
      `${name}-role`,
      { ...args, databaseResourceId: database.resourceId },
      this,
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      { name: `/aws/rds/proxy/${prefix}-proxy`, retentionInDays: args.logRetentionDays },
      child,
    );
    const proxy = new aws.rds.Proxy(
      `${name}-proxy`,
      applyTransform<aws.rds.ProxyArgs>(
        {
          // Fixed, since its log group bears it.
          name: `${prefix}-proxy`,
          engineFamily: "POSTGRESQL",
          roleArn: role.arn,
          vpcSubnetIds: args.subnetIds,
          vpcSecurityGroupIds: [args.securityGroupId],
          requireTls: true,
          // From end to end; with `auths` beside it there would be a secret again.
          defaultAuthScheme: "IAM_AUTH",
          // It would write the text of statements.
          debugLogging: false,
          idleClientTimeout: 1_800,
        },
        transform?.proxy,
      ),
      {
        ...child,
        dependsOn: [logGroup, ...role.ready],
        deleteBeforeReplace: true,
        customTimeouts: { create: "60m", update: "60m", delete: "60m" },
      },
    );
    // Neither is made or ended by itself: they come and go with the proxy, and a new one has lost them.
    const targetOptions = { ...child, replaceWith: [proxy], deletedWith: proxy };
    const targetGroup = new aws.rds.ProxyDefaultTargetGroup(
      `${name}-target-group`,
      applyTransform<aws.rds.ProxyDefaultTargetGroupArgs>(
        {
          dbProxyName: proxy.name,
          connectionPoolConfig: {
            // Cognito waits 5 s for a trigger; the default, 120 s for a free connection, would be the end of a sign-up.
            connectionBorrowTimeout: 2,
            // The rest of the server's sessions is for the migrator and for people.
            maxConnectionsPercent: PROXY_POOL_PERCENT,
            maxIdleConnectionsPercent: PROXY_POOL_PERCENT / 2,
          },
        },
        transform?.targetGroup,
      ),
      targetOptions,
    );
    const target = new aws.rds.ProxyTarget(
      `${name}-target`,
      {
        dbProxyName: proxy.name,
        targetGroupName: targetGroup.name,
        ...(database.isCluster
          ? { dbClusterIdentifier: database.identifier }
          : { dbInstanceIdentifier: database.identifier }),
      },
      {
        ...targetOptions,
        replaceWith: [proxy, database.resource],
        // RDS takes only a server that is available as a target.
        dependsOn: [...database.ready],
      },
    );

    this.proxyName = proxy.name;
    this.endpoint = {
      // Known with the target: a function that is there before it would refuse people.
      host: pulumi.all([proxy.endpoint, target.id]).apply(([host]) => host),
      port: pulumi.output(DATABASE_PORT),
      databaseName: DATABASE_NAME,
      resourceId: proxy.arn.apply(proxyResourceId),
      isProxy: true,
    };
    this.registerOutputs({ host: this.endpoint.host, resourceId: this.endpoint.resourceId });
  }
}

/** `prx-…` in `arn:aws:rds:<region>:<account>:db-proxy:prx-…`; of the proxy, not of the database behind it. */
function proxyResourceId(arn: string): string {
  const id = arn.split(":").at(-1) ?? "";
  if (id.startsWith("prx-")) return id;
  throw new Error(`The proxy's ARN ends in no resource id: ${arn}`);
}
