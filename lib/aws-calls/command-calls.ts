/** The calls that commands of ours make; operations by botocore's name of a service. */
export type CommandCalls = Readonly<Record<string, readonly string[]>>;

/** What a person with a public or a private development database does: leases, start and stop, logins, the migrator. */
export const CHORES: CommandCalls = {
  rds: [
    "DescribeDBInstances",
    "DescribeDBClusters",
    "StartDBInstance",
    "StartDBCluster",
    "StopDBInstance",
    "StopDBCluster",
  ],
  ec2: [
    "DescribeSecurityGroupRules",
    "AuthorizeSecurityGroupIngress",
    "ModifySecurityGroupRules",
    "RevokeSecurityGroupIngress",
    "CreateTags",
    "DescribeInstances",
    "StartInstances",
  ],
  lambda: ["Invoke"],
  secretsmanager: ["GetSecretValue"],
};

/** What `npm run deploy`, `destroy`, `state:recover` and `rds:restore` ask and do beside Pulumi. */
export const DEPLOYS: CommandCalls = {
  freetier: ["GetAccountPlanState"],
  ec2: [
    "DescribeInstanceConnectEndpoints",
    "DescribeSubnets",
    "DescribeVpcAttribute",
    "DescribeVpcs",
  ],
  lambda: ["GetAccountSettings", "GetFunctionConcurrency"],
  rds: [
    "DescribeOrderableDBInstanceOptions",
    ...["CreateDBSnapshot", "DescribeDBSnapshots", "DeleteDBSnapshot"],
    ...["CreateDBClusterSnapshot", "DescribeDBClusterSnapshots", "DeleteDBClusterSnapshot"],
    // A database is set aside for another one that a backup is brought back to.
    ...["DescribeDBInstanceAutomatedBackups", "DeregisterDBProxyTargets"],
    ...["ModifyDBInstance", "ModifyDBCluster"],
  ],
  logs: ["DescribeLogGroups", "DeleteLogGroup"],
  sesv2: ["GetAccount"],
  s3: ["ListObjectsV2"],
  sns: ["ListSubscriptionsByTopic"],
  cloudcontrol: ["ListResources", "GetResource"],
};

/** What the provider calls in place of a creation where `restoreFrom` names a backup (its rds/instance.go, cluster.go). */
export const RESTORED: CommandCalls = {
  rds: [
    ...["RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime"],
    ...["RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime"],
  ],
};

/** The program's lookups, by Pulumi's token. */
export const LOOKUPS: Readonly<Record<string, CommandCalls>> = {
  "aws:ec2/getVpc:getVpc": { ec2: ["DescribeVpcs", "DescribeVpcAttribute", "DescribeRouteTables"] },
  "aws:ec2/getSubnets:getSubnets": { ec2: ["DescribeSubnets"] },
  "aws:ec2/getSubnet:getSubnet": { ec2: ["DescribeSubnets"] },
  "aws:route53/getZone:getZone": {
    route53: ["ListHostedZones", "GetHostedZone", "ListTagsForResource"],
  },
  "aws:sesv2/getEmailIdentity:getEmailIdentity": {
    sesv2: ["GetEmailIdentity", "ListTagsForResource"],
  },
  "aws:ssm/getParameter:getParameter": { ssm: ["GetParameter"] },
  "aws:secretsmanager/getSecretVersion:getSecretVersion": { secretsmanager: ["GetSecretValue"] },
};
