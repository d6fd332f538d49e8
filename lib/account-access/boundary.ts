import { resourcePrefix } from "../stack-config/stack-config.ts";
import { policyOf, type Policy, type Statement } from "./policy.ts";
import { arnIn, type StackPlace } from "./place.ts";

/**
 * The most that a role of the stack's may do, whatever policies it gets: what functions, schedules, flow log, monitoring
 * and proxy need, on the stack's own. Who deploys can make no role without it, and so cannot make one that may more than
 * this (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html).
 */
export function boundaryPolicy(place: StackPlace): Policy {
  const prefix = resourcePrefix(place);
  const allow = (Action: readonly string[], Resource: readonly string[]): Statement => ({
    Effect: "Allow",
    Action,
    Resource,
  });
  const here = (service: string, resource: string) => arnIn(place, service, resource);
  return policyOf([
    allow(
      ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      [here("logs", `log-group:*/${prefix}*`)],
    ),
    // AmazonRDSEnhancedMonitoringRole
    allow(
      [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
        "logs:PutRetentionPolicy",
      ],
      [here("logs", "log-group:RDSOSMetrics*")],
    ),
    allow(["rds-db:connect"], [here("rds-db", "dbuser:*/cruddur_*")]),
    allow(["lambda:InvokeFunction"], [here("lambda", `function:${prefix}-*`)]),
    allow(["rds:StopDBInstance"], [here("rds", `db:${prefix}-*`)]),
    allow(["rds:StopDBCluster"], [here("rds", `cluster:${prefix}-*`)]),
    // What AWSBackupServiceRolePolicyForBackup allows of RDS: snapshots of the database, and copies in another region.
    allow(
      [
        "rds:AddTagsToResource",
        "rds:CopyDBClusterSnapshot",
        "rds:CopyDBSnapshot",
        "rds:CreateDBClusterSnapshot",
        "rds:CreateDBSnapshot",
        "rds:DeleteDBClusterSnapshot",
        "rds:DeleteDBSnapshot",
        "rds:DescribeDBClusters",
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBInstances",
        "rds:DescribeDBSnapshots",
        "rds:ListTagsForResource",
        "rds:ModifyDBClusterSnapshotAttribute",
        "rds:ModifyDBSnapshotAttribute",
      ],
      [
        `db:${prefix}-*`,
        `cluster:${prefix}-*`,
        "snapshot:awsbackup:*",
        "cluster-snapshot:awsbackup:*",
      ].map((resource) => arnIn({ ...place, region: "*" }, "rds", resource)),
    ),
    allow(
      ["backup:CopyFromBackupVault", "backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
      ["*"],
    ),
    allow(["kms:CreateGrant", "kms:DescribeKey"], ["*"]),
    // A function joins its network by an interface, whose id Lambda makes.
    allow(
      [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ],
      ["*"],
    ),
    allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
  ]);
}
