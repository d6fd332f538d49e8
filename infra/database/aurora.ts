import * as aws from "@pulumi/aws";
import { MASTER_USER } from "#lib/domain/master-user";
import { auroraInstances } from "#lib/stack-config/aurora-instances";
import { CLUSTER_LOGS, databaseLogGroups, enhancedMonitoring } from "./logs.ts";
import { encryptedBy, insightsBy } from "./key.ts";
import { DATABASE_NAME, DATABASE_PORT } from "./names.ts";
import { DATABASE_PARAMETERS, parameterFamily } from "./parameters.ts";
import { keepingArgs, keepingOptions } from "./protection.ts";
import { sourceArgs } from "./restore.ts";
import type { DatabaseServer, DatabaseServerArgs } from "./server.ts";
import { windowsOf } from "./windows.ts";
import { applyTransform } from "../transform.ts";

/** Seconds without a session after which a cluster whose least capacity is 0 falls asleep. Waking takes about 15 s. */
const SLEEPY_AFTER_SECONDS = 900;

/** An Aurora PostgreSQL cluster with Serverless v2 capacity. */
export function databaseAurora(args: DatabaseServerArgs): DatabaseServer {
  const { name, parent, config, prefix, transform } = args;
  const engine = "aurora-postgresql";
  const parameters = new aws.rds.ClusterParameterGroup(
    `${name}-parameters`,
    applyTransform<aws.rds.ClusterParameterGroupArgs>(
      {
        namePrefix: `${prefix}-database-`,
        family: parameterFamily(engine, config.engineVersion),
        description: "Settings of Cruddur's database",
        parameters: [...DATABASE_PARAMETERS],
      },
      transform?.clusterParameterGroup,
    ),
    { parent },
  );
  const logGroups = databaseLogGroups(args, "cluster");
  const windows = windowsOf(config.nightStop);
  const cluster = new aws.rds.Cluster(
    `${name}-cluster`,
    applyTransform<aws.rds.ClusterArgs>(
      {
        clusterIdentifier: args.identifier,
        engine,
        engineMode: "provisioned",
        engineVersion: config.engineVersion,
        allowMajorVersionUpgrade: false,
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        serverlessv2ScalingConfiguration: {
          minCapacity: config.minAcu,
          maxCapacity: config.maxAcu,
          ...(config.minAcu === 0 ? { secondsUntilAutoPause: SLEEPY_AFTER_SECONDS } : {}),
        },
        storageEncrypted: true,
        ...encryptedBy(args.key),
        databaseName: DATABASE_NAME,
        masterUsername: MASTER_USER,
        manageMasterUserPassword: true,
        iamDatabaseAuthenticationEnabled: true,
        port: DATABASE_PORT,
        networkType: "IPV4",
        dbSubnetGroupName: args.subnetGroup.name,
        vpcSecurityGroupIds: [args.securityGroupId],
        dbClusterParameterGroupName: parameters.name,
        enabledCloudwatchLogsExports: [...CLUSTER_LOGS],
        preferredBackupWindow: windows.backup,
        preferredMaintenanceWindow: windows.maintenance,
        ...keepingArgs(args),
        ...sourceArgs(config),
      },
      transform?.cluster,
    ),
    { ...keepingOptions(args), dependsOn: logGroups },
  );
  const monitoring = enhancedMonitoring(args, logGroups[0]!);
  const instances = Array.from(
    { length: auroraInstances(config) },
    (_, index) =>
      new aws.rds.ClusterInstance(
        `${name}-instance-${index + 1}`,
        applyTransform<aws.rds.ClusterInstanceArgs>(
          {
            identifier: `${args.identifier}-${index + 1}`,
            clusterIdentifier: cluster.id,
            engine,
            instanceClass: config.instanceClass,
            publiclyAccessible: config.publicAccess,
            autoMinorVersionUpgrade: true,
            caCertIdentifier: "rds-ca-rsa2048-g1",
            performanceInsightsEnabled: true,
            performanceInsightsRetentionPeriod: 7,
            ...insightsBy(args.key),
            ...monitoring.args,
            preferredMaintenanceWindow: windows.maintenance,
            applyImmediately: !config.isProtected,
          },
          transform?.clusterInstance,
        ),
        {
          parent,
          dependsOn: [...monitoring.ready],
          // The identifier is fixed; the data is the cluster's, not the instance's.
          deleteBeforeReplace: true,
          customTimeouts: { create: "60m", update: "120m", delete: "90m" },
        },
      ),
  );
  return {
    resource: cluster,
    // A cluster without an instance answers nobody.
    ready: [cluster, ...instances],
    host: cluster.endpoint,
    port: cluster.port,
    resourceId: cluster.clusterResourceId,
    identifier: cluster.clusterIdentifier,
    instanceIdentifiers: instances.map(({ identifier }) => identifier),
    masterUserSecrets: cluster.masterUserSecrets,
  };
}
