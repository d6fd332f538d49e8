import {
  always,
  renamed,
  made,
  nameFrom,
  tagList,
  type Call,
  type ResourceCalls,
} from "../resource-calls.ts";

const TAGS = { Tags: tagList() };
const TAGGING = ["AddTagsToResource", "RemoveTagsFromResource"];
const LIST_TAGS = "ListTagsForResource";

const DATABASE: Call = {
  EnableCloudwatchLogsExports: "enabledCloudwatchLogsExports",
  EnableIAMDatabaseAuthentication: "iamDatabaseAuthenticationEnabled",
  ...TAGS,
};
const INSTANCE: Call = {
  DBInstanceIdentifier: nameFrom("identifier"),
  DBInstanceClass: "instanceClass",
  EnablePerformanceInsights: "performanceInsightsEnabled",
  PerformanceInsightsKMSKeyId: "performanceInsightsKmsKeyId",
  CACertificateIdentifier: "caCertIdentifier",
};
const FINAL = {
  FinalDBSnapshotIdentifier: "finalSnapshotIdentifier",
  SkipFinalSnapshot: "skipFinalSnapshot",
};

const parameters = (group: string): Readonly<Record<string, Call>> => {
  const name = { [`${group}Name`]: nameFrom() };
  return {
    [`Create${group}`]: { ...name, DBParameterGroupFamily: "family", ...TAGS },
    [`Modify${group}`]: {
      ...name,
      Parameters: renamed("parameters", {
        name: "ParameterName",
        value: "ParameterValue",
        applyMethod: "ApplyMethod",
      }),
    },
  };
};

export const RDS_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:rds/instance:Instance": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBInstance",
    named: { VpcSecurityGroupIds: "VPCSecurityGroups" },
    create: {
      CreateDBInstance: {
        ...DATABASE,
        ...INSTANCE,
        MasterUsername: "username",
        PreferredBackupWindow: "backupWindow",
        PreferredMaintenanceWindow: "maintenanceWindow",
        DBParameterGroupName: "parameterGroupName",
      },
    },
    read: ["DescribeDBInstances", LIST_TAGS],
    update: ["ModifyDBInstance", "RebootDBInstance", ...TAGGING],
    delete: ["DeleteDBInstance"],
    later: {
      ModifyDBInstance: { DBInstanceIdentifier: "identifier" },
      DeleteDBInstance: { DBInstanceIdentifier: "identifier", ...FINAL },
    },
  },
  "aws:rds/cluster:Cluster": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBCluster",
    create: {
      CreateDBCluster: { ...DATABASE, DBClusterIdentifier: nameFrom("clusterIdentifier") },
    },
    read: ["DescribeDBClusters", "DescribeGlobalClusters", LIST_TAGS],
    update: ["ModifyDBCluster", ...TAGGING],
    delete: ["DeleteDBCluster"],
    later: {
      ModifyDBCluster: { DBClusterIdentifier: "clusterIdentifier" },
      DeleteDBCluster: { DBClusterIdentifier: "clusterIdentifier", ...FINAL },
    },
  },
  "aws:rds/clusterInstance:ClusterInstance": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBInstance",
    create: {
      CreateDBInstance: { ...INSTANCE, DBClusterIdentifier: "clusterIdentifier", ...TAGS },
    },
    read: ["DescribeDBInstances", LIST_TAGS],
    update: ["ModifyDBInstance", ...TAGGING],
    delete: ["DeleteDBInstance"],
    later: { ModifyDBInstance: { DBInstanceIdentifier: "identifier" } },
  },
  "aws:rds/parameterGroup:ParameterGroup": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBParameterGroup",
    named: { DBParameterGroupFamily: "Family" },
    create: parameters("DBParameterGroup"),
    read: ["DescribeDBParameterGroups", "DescribeDBParameters", LIST_TAGS],
    update: ["ModifyDBParameterGroup", "ResetDBParameterGroup", ...TAGGING],
    delete: ["DeleteDBParameterGroup"],
  },
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBClusterParameterGroup",
    named: { DBParameterGroupFamily: "Family" },
    create: parameters("DBClusterParameterGroup"),
    read: ["DescribeDBClusterParameterGroups", "DescribeDBClusterParameters", LIST_TAGS],
    update: ["ModifyDBClusterParameterGroup", "ResetDBClusterParameterGroup", ...TAGGING],
    delete: ["DeleteDBClusterParameterGroup"],
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBSubnetGroup",
    create: {
      CreateDBSubnetGroup: {
        DBSubnetGroupName: nameFrom(),
        DBSubnetGroupDescription: "description",
        ...TAGS,
      },
    },
    read: ["DescribeDBSubnetGroups", LIST_TAGS],
    update: ["ModifyDBSubnetGroup", ...TAGGING],
    delete: ["DeleteDBSubnetGroup"],
  },
  "aws:rds/eventSubscription:EventSubscription": {
    service: "rds",
    cloudFormation: "AWS::RDS::EventSubscription",
    create: {
      CreateEventSubscription: { SubscriptionName: nameFrom(), SnsTopicArn: "snsTopic", ...TAGS },
    },
    read: ["DescribeEventSubscriptions", LIST_TAGS],
    update: [
      "ModifyEventSubscription",
      "AddSourceIdentifierToSubscription",
      "RemoveSourceIdentifierFromSubscription",
      ...TAGGING,
    ],
    delete: ["DeleteEventSubscription"],
  },
  "aws:rds/proxy:Proxy": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBProxy",
    create: { CreateDBProxy: { DBProxyName: nameFrom(), Auth: "auths", ...TAGS } },
    read: ["DescribeDBProxies", LIST_TAGS],
    update: ["ModifyDBProxy", ...TAGGING],
    delete: ["DeleteDBProxy"],
  },
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
    service: "rds",
    cloudFormation: "AWS::RDS::DBProxyTargetGroup",
    named: { ConnectionPoolConfig: "ConnectionPoolConfigurationInfo" },
    create: { ModifyDBProxyTargetGroup: { TargetGroupName: always("default") } },
    read: ["DescribeDBProxyTargetGroups"],
    update: ["ModifyDBProxyTargetGroup"],
    delete: [],
  },
  "aws:rds/proxyTarget:ProxyTarget": {
    service: "rds",
    create: {
      RegisterDBProxyTargets: {
        DBInstanceIdentifiers: made(["dbInstanceIdentifier"], ({ dbInstanceIdentifier: id }) => [
          id,
        ]),
        DBClusterIdentifiers: made(["dbClusterIdentifier"], ({ dbClusterIdentifier: id }) => [id]),
      },
    },
    read: ["DescribeDBProxyTargets"],
    update: [],
    delete: ["DeregisterDBProxyTargets"],
  },
};
