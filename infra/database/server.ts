import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import type { Transform } from "../transform.ts";

/** Overrides for the one setting that the stack's configuration lacks. */
export interface DatabaseTransforms {
  subnetGroup?: Transform<aws.rds.SubnetGroupArgs>;
  instance?: Transform<aws.rds.InstanceArgs>;
  cluster?: Transform<aws.rds.ClusterArgs>;
  /** Laid over each instance of an Aurora cluster. */
  clusterInstance?: Transform<aws.rds.ClusterInstanceArgs>;
  /** Laid over each group of logs. */
  logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  parameterGroup?: Transform<aws.rds.ParameterGroupArgs>;
  clusterParameterGroup?: Transform<aws.rds.ClusterParameterGroupArgs>;
}

/** The arguments of either kind of server. */
export interface DatabaseServerArgs {
  /** Logical names start with it, as does every child's of a component. */
  readonly name: string;
  readonly parent: pulumi.Resource;
  readonly config: DatabaseConfig;
  /** Physical names start with it: `cruddur-dev`. */
  readonly prefix: string;
  /**
   * `cruddur-dev-database`. Fixed, not a prefix: the groups that RDS logs to bear it, and are made first so that they
   * have a retention; and another server of the same name cannot be made while the first one has data.
   */
  readonly identifier: string;
  readonly subnetGroup: aws.rds.SubnetGroup;
  readonly securityGroupId: pulumi.Input<string>;
  /** Of one's own; undefined where AWS's is used. */
  readonly key: aws.kms.Key | undefined;
  readonly logRetentionDays: number;
  readonly transform: DatabaseTransforms | undefined;
}

/** The part of either kind of server that the rest of the stack sees. */
export interface DatabaseServer {
  readonly resource: aws.rds.Instance | aws.rds.Cluster;
  /** All that must be there before the server answers. */
  readonly ready: readonly pulumi.Resource[];
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** `db-…` or `cluster-…`: what `rds-db:connect` names. */
  readonly resourceId: pulumi.Output<string>;
  readonly identifier: pulumi.Output<string>;
  /** Of the one instance, or of each of a cluster. */
  readonly instanceIdentifiers: readonly pulumi.Output<string>[];
  readonly masterUserSecrets: pulumi.Output<readonly { readonly secretArn: string }[]>;
}
