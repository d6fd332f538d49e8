import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf, partitionOf } from "../arn.ts";
import type { DatabaseServerArgs } from "./server.ts";
import { applyTransform } from "../transform.ts";
import { trustOf } from "../trust.ts";

/** The server's log, that of a major upgrade, and why a login by IAM was refused, of which the server's own says little. */
export const INSTANCE_LOGS = ["postgresql", "upgrade", "iam-db-auth-error"] as const;

/** Aurora has none for upgrades (ModifyDBCluster, CloudwatchLogsExportConfiguration). */
export const CLUSTER_LOGS = ["postgresql", "iam-db-auth-error"] as const;

/** The groups that RDS would make by itself and keep for ever, made before it with a retention. */
export function databaseLogGroups(
  { name, parent, identifier, logRetentionDays, transform }: DatabaseServerArgs,
  kind: "instance" | "cluster",
): aws.cloudwatch.LogGroup[] {
  return (kind === "instance" ? INSTANCE_LOGS : CLUSTER_LOGS).map(
    (log) =>
      new aws.cloudwatch.LogGroup(
        `${name}-log-${log}`,
        applyTransform<aws.cloudwatch.LogGroupArgs>(
          { name: `/aws/rds/${kind}/${identifier}/${log}`, retentionInDays: logRetentionDays },
          transform?.logGroup,
        ),
        { parent },
      ),
  );
}

export interface Monitoring {
  /** `monitoringInterval` and, where it is not 0, `monitoringRoleArn`. */
  readonly args: Pick<aws.rds.InstanceArgs, "monitoringInterval" | "monitoringRoleArn">;
  readonly ready: readonly pulumi.Resource[];
}

/** The operating system's figures, each minute, of a protected server (RDS.6); the role by which RDS writes them. */
export function enhancedMonitoring(
  { name, parent, prefix, config }: DatabaseServerArgs,
  logGroup: aws.cloudwatch.LogGroup,
): Monitoring {
  if (!config.isProtected) return { args: { monitoringInterval: 0 }, ready: [] };
  const role = new aws.iam.Role(
    `${name}-monitoring-role`,
    {
      name: `${prefix}-monitoring`,
      description: "RDS writes the database's enhanced monitoring",
      assumeRolePolicy: trustOf("monitoring.rds.amazonaws.com", accountOf(logGroup.arn)),
    },
    { parent },
  );
  const policy = new aws.iam.RolePolicyAttachment(
    `${name}-monitoring-policy`,
    {
      role: role.name,
      policyArn: pulumi.interpolate`arn:${partitionOf(logGroup.arn)}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
    },
    { parent },
  );
  return { args: { monitoringInterval: 60, monitoringRoleArn: role.arn }, ready: [policy] };
}
