import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import { databaseAurora } from "./aurora.ts";
import { BackupPlan } from "./backup-plan.ts";
import type { DatabaseEndpoint } from "./endpoint.ts";
import { databaseInstance } from "./instance.ts";
import { databaseKey } from "./key.ts";
import { DATABASE_NAME } from "./names.ts";
import type { DatabaseTransforms } from "./server.ts";
import { applyTransform } from "../transform.ts";

export interface DatabaseArgs {
  config: DatabaseConfig;
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** In two availability zones or more. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Decides who may connect. */
  securityGroupId: pulumi.Input<string>;
  /** Days that the server's log is kept in CloudWatch. */
  logRetentionDays: number;
  transform?: DatabaseTransforms;
}

/**
 * The PostgreSQL server with its one database: an RDS instance, one with a standby, or an Aurora cluster. Encrypted,
 * over TLS only, its master password in AWS's keeping, logins by IAM.
 */
export class Database extends pulumi.ComponentResource {
  /** The name of the server itself, without a port. */
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** `db-…`, or of a cluster `cluster-…`. */
  readonly resourceId: pulumi.Output<string>;
  /** The secret with the master user's password, which RDS itself renews each week. */
  readonly masterSecretArn: pulumi.Output<string>;
  /** The identifier that StopDBInstance takes, or for a cluster StopDBCluster. */
  readonly identifier: pulumi.Output<string>;
  /** Of the one instance, or of each of a cluster. */
  readonly instanceIdentifiers: readonly pulumi.Output<string>[];
  /** Past the proxy, where there is one. */
  readonly endpoint: DatabaseEndpoint;
  /** The resource that holds the data: for `deletedWith` and `replaceWith`. */
  readonly resource: aws.rds.Instance | aws.rds.Cluster;
  readonly isCluster: boolean;
  /** All that must be there before the server answers: for `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Database", name, {}, opts);
    const { config, prefix } = args;
    const subnetGroup = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      applyTransform<aws.rds.SubnetGroupArgs>(
        {
          namePrefix: `${prefix}-database-`,
          description: "Where Cruddur's database may be placed",
          subnetIds: args.subnetIds,
        },
        args.transform?.subnetGroup,
      ),
      { parent: this },
    );
    this.isCluster = config.topology === "aurora";
    const identifier = `${prefix}-database`;
    const key = config.customerKey
      ? databaseKey({ name, parent: this, config, identifier })
      : undefined;
    const server = (this.isCluster ? databaseAurora : databaseInstance)({
      name,
      parent: this,
      config,
      prefix,
      identifier,
      key,
      subnetGroup,
      securityGroupId: args.securityGroupId,
      logRetentionDays: args.logRetentionDays,
      transform: args.transform,
    });
    if (config.backupCopyTo !== undefined) {
      new BackupPlan(
        `${name}-backup`,
        { prefix, config, databaseArn: server.resource.arn, copyTo: config.backupCopyTo },
        { parent: this },
      );
    }
    // Known when something answers there, which of a cluster is later than its name.
    this.host = pulumi
      .all([server.host, ...server.ready.map(({ urn }) => urn)])
      .apply(([host]) => host!);
    this.port = server.port;
    this.resourceId = server.resourceId;
    this.identifier = server.identifier;
    this.instanceIdentifiers = server.instanceIdentifiers;
    this.resource = server.resource;
    this.ready = server.ready;
    this.masterSecretArn = server.masterUserSecrets.apply(onlySecretArn);
    this.endpoint = {
      host: this.host,
      port: this.port,
      databaseName: DATABASE_NAME,
      resourceId: this.resourceId,
      isProxy: false,
    };
    this.registerOutputs({
      host: this.host,
      port: this.port,
      resourceId: this.resourceId,
      identifier: this.identifier,
      masterSecretArn: this.masterSecretArn,
    });
  }
}

function onlySecretArn(secrets: readonly { readonly secretArn: string }[]): string {
  const [secret] = secrets;
  if (secret !== undefined) return secret.secretArn;
  throw new Error("RDS tells of no managed secret, though manageMasterUserPassword is set.");
}
