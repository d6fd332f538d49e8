import * as aws from "@pulumi/aws";
import { MASTER_USER } from "#lib/domain/master-user";
import { databaseLogGroups, enhancedMonitoring, INSTANCE_LOGS } from "./logs.ts";
import { encryptedBy, insightsBy } from "./key.ts";
import { DATABASE_NAME, DATABASE_PORT } from "./names.ts";
import { DATABASE_PARAMETERS, parameterFamily } from "./parameters.ts";
import { keepingArgs, keepingOptions } from "./protection.ts";
import { sourceArgs } from "./restore.ts";
import type { DatabaseServer, DatabaseServerArgs } from "./server.ts";
import { windowsOf } from "./windows.ts";
import { applyTransform } from "../transform.ts";

/** One RDS instance, with a standby in another zone for `multi-az`. docs/create-db-instance.md gives the reasons. */
export function databaseInstance(args: DatabaseServerArgs): DatabaseServer {
  const { name, parent, config, prefix, transform } = args;
  const parameters = new aws.rds.ParameterGroup(
    `${name}-parameters`,
    applyTransform<aws.rds.ParameterGroupArgs>(
      {
        // A prefix, since another family makes another group before this one can go.
        namePrefix: `${prefix}-database-`,
        family: parameterFamily("postgres", config.engineVersion),
        description: "Settings of Cruddur's database",
        parameters: [...DATABASE_PARAMETERS],
      },
      transform?.parameterGroup,
    ),
    { parent },
  );
  const logGroups = databaseLogGroups(args, "instance");
  const monitoring = enhancedMonitoring(args, logGroups[0]!);
  const windows = windowsOf(config.nightStop);
  const instance = new aws.rds.Instance(
    `${name}-instance`,
    applyTransform<aws.rds.InstanceArgs>(
      {
        identifier: args.identifier,
        engine: "postgres",
        engineVersion: config.engineVersion,
        autoMinorVersionUpgrade: true,
        allowMajorVersionUpgrade: false,
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        instanceClass: config.instanceClass,
        multiAz: config.topology === "multi-az",
        allocatedStorage: config.storageGib,
        maxAllocatedStorage: config.maxStorageGib,
        storageType: "gp3",
        storageEncrypted: true,
        ...encryptedBy(args.key),
        ...insightsBy(args.key),
        dbName: DATABASE_NAME,
        username: MASTER_USER,
        manageMasterUserPassword: true,
        iamDatabaseAuthenticationEnabled: true,
        port: DATABASE_PORT,
        networkType: "IPV4",
        publiclyAccessible: config.publicAccess,
        dbSubnetGroupName: args.subnetGroup.name,
        vpcSecurityGroupIds: [args.securityGroupId],
        caCertIdentifier: "rds-ca-rsa2048-g1",
        parameterGroupName: parameters.name,
        performanceInsightsEnabled: true,
        performanceInsightsRetentionPeriod: 7,
        databaseInsightsMode: "standard",
        ...monitoring.args,
        enabledCloudwatchLogsExports: [...INSTANCE_LOGS],
        backupWindow: windows.backup,
        maintenanceWindow: windows.maintenance,
        ...keepingArgs(args),
        ...sourceArgs(config),
      },
      transform?.instance,
    ),
    { ...keepingOptions(args), dependsOn: [...logGroups, ...monitoring.ready] },
  );
  return {
    resource: instance,
    ready: [instance],
    host: instance.address,
    port: instance.port,
    resourceId: instance.resourceId,
    identifier: instance.identifier,
    instanceIdentifiers: [instance.identifier],
    masterUserSecrets: instance.masterUserSecrets,
  };
}
