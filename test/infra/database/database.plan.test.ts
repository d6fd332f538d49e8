import assert from "node:assert/strict";
import type { AwsConfig, RestoreFrom } from "#lib/stack-config/stack-config";
import { coreProgram } from "#test/plans/core-program";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import { devConfig, prodConfig } from "#test/plans/stack-configs";

const INSTANCE = "aws:rds/instance:Instance";
const CLUSTER = "aws:rds/cluster:Cluster";
const CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

type Core = Plan<ReturnType<typeof coreProgram>>;

describe("Database", () => {
  let dev: Core;
  let prod: Core;
  let aurora: Core;
  let sleepy: Core;
  before(async () => {
    dev = await planOf(() => coreProgram(devConfig()));
    prod = await planOf(() => coreProgram(prodConfig()), { stack: "prod" });
    aurora = await planOf(() => coreProgram(prodConfig({ topology: "aurora" })), { stack: "prod" });
    sleepy = await planOf(() => coreProgram(devConfig({ topology: "aurora" })));
  });
  const servers = () => [
    ...[dev, prod].map((plan) => plan.only(INSTANCE)),
    ...[aurora, sleepy].map((plan) => plan.only(CLUSTER)),
  ];

  it("is encrypted, keeps its master password with AWS and takes IAM logins, in every topology", () => {
    for (const { inputs } of servers()) {
      assert.equal(inputs["storageEncrypted"], true);
      assert.equal(inputs["manageMasterUserPassword"], true);
      assert.equal(inputs["iamDatabaseAuthenticationEnabled"], true);
      for (const key of ["password", "masterPassword", "passwordWo", "masterPasswordWo"]) {
        assert.equal(key in inputs, false, `${key} would be in the state`);
      }
    }
  });

  it("never slips into paid extended support", () => {
    for (const { inputs } of servers()) {
      assert.equal(inputs["engineLifecycleSupport"], "open-source-rds-extended-support-disabled");
      assert.equal(inputs["engineVersion"], "18");
    }
  });

  it("names neither a time zone, which is SQL Server's, nor what a later up would have to replace it for", () => {
    for (const plan of [dev, prod]) {
      const { inputs } = plan.only(INSTANCE);
      for (const key of ["timezone", "characterSetName", "availabilityZone", "iops"]) {
        assert.equal(key in inputs, false, key);
      }
    }
  });

  it("enforces TLS by its parameter group", () => {
    for (const plan of [dev, prod, aurora, sleepy]) {
      const group = plan.resources.find(({ name }) => name === "cruddur-database-parameters");
      const parameters = group?.inputs["parameters"] as { name: string; value: string }[];
      const tls = parameters.find(({ name }) => name === "rds.force_ssl");
      assert.equal(tls?.value, "1");
    }
    const used = prod.only(INSTANCE).inputs["parameterGroupName"];
    assert.match(used, /^cruddur-prod-database-/);
    assert.match(aurora.only(CLUSTER).inputs["dbClusterParameterGroupName"], /^cruddur-prod-/);
  });

  it("has a public address only where the configuration says so", () => {
    assert.equal(dev.only(INSTANCE).inputs["publiclyAccessible"], true);
    assert.equal(prod.only(INSTANCE).inputs["publiclyAccessible"], false);
    for (const { inputs } of aurora.all(CLUSTER_INSTANCE)) {
      assert.equal(inputs["publiclyAccessible"], false);
    }
  });

  it("is protected three ways in production: by Pulumi, by AWS and by a last snapshot", () => {
    for (const server of [prod.only(INSTANCE), aurora.only(CLUSTER)]) {
      assert.equal(server.options.protect, true);
      assert.equal(server.inputs["deletionProtection"], true);
      assert.equal(server.inputs["skipFinalSnapshot"], false);
      assert.equal(server.inputs["deleteAutomatedBackups"], false);
      assert.equal(server.options.deleteBeforeReplace, false);
    }
  });

  it("can be thrown away in development, and leaves nothing that costs", () => {
    const { inputs, options } = dev.only(INSTANCE);
    assert.equal(options.protect, false);
    assert.equal(inputs["deletionProtection"], false);
    assert.equal(inputs["skipFinalSnapshot"], true);
    assert.equal(inputs["deleteAutomatedBackups"], true);
  });

  it("names the last snapshot after the subnet group, so that two lives never have one name", () => {
    const subnets = prod.only("aws:rds/subnetGroup:SubnetGroup");
    assert.match(subnets.inputs["namePrefix"], /-$/);
    const name = prod.only(INSTANCE).inputs["finalSnapshotIdentifier"];
    assert.equal(name, "cruddur-prod-database-0001-final");
    // What RDS takes: a letter first, no two hyphens, none at the end.
    assert.match(name, /^[a-z](?:-?[a-z\d])*$/);
  });

  it("has a standby in production and none in development", () => {
    assert.equal(dev.only(INSTANCE).inputs["multiAz"], false);
    assert.equal(prod.only(INSTANCE).inputs["multiAz"], true);
    assert.equal(aurora.all(CLUSTER_INSTANCE).length, 2);
    assert.equal(sleepy.all(CLUSTER_INSTANCE).length, 1);
  });

  it("keeps backups as long as configured, and a change in production waits for its window", () => {
    assert.equal(dev.only(INSTANCE).inputs["backupRetentionPeriod"], 1);
    assert.equal(prod.only(INSTANCE).inputs["backupRetentionPeriod"], 14);
    assert.equal(dev.only(INSTANCE).inputs["applyImmediately"], true);
    assert.equal(prod.only(INSTANCE).inputs["applyImmediately"], false);
  });

  it("has its windows before the night's stop in development, and in production at night", () => {
    assert.equal(dev.only(INSTANCE).inputs["backupWindow"], "17:30-18:00");
    assert.equal(dev.only(INSTANCE).inputs["maintenanceWindow"], "wed:18:30-wed:19:00");
    assert.equal(sleepy.only(CLUSTER).inputs["preferredBackupWindow"], "17:30-18:00");
    const window = "wed:18:30-wed:19:00";
    assert.equal(sleepy.only(CLUSTER).inputs["preferredMaintenanceWindow"], window);
    assert.equal(sleepy.only(CLUSTER_INSTANCE).inputs["preferredMaintenanceWindow"], window);
    assert.equal(prod.only(INSTANCE).inputs["backupWindow"], "02:00-02:30");
    assert.equal(aurora.only(CLUSTER).inputs["preferredBackupWindow"], "02:00-02:30");
  });

  it("makes the groups that RDS logs to before it, with the stack's retention", () => {
    for (const [plan, server, kind, days] of [
      [dev, dev.only(INSTANCE), "instance/cruddur-dev-database", 14],
      [prod, prod.only(INSTANCE), "instance/cruddur-prod-database", 365],
      [aurora, aurora.only(CLUSTER), "cluster/cruddur-prod-database", 365],
    ] as const) {
      for (const log of server.inputs["enabledCloudwatchLogsExports"]) {
        const group = plan.named(`cruddur-database-log-${log}`);
        assert.equal(group.inputs["name"], `/aws/rds/${kind}/${log}`);
        assert.equal(group.inputs["retentionInDays"], days);
        assert.ok(server.dependsOn.includes(group.name), `${group.name} may come after RDS's own`);
      }
    }
  });

  it("collects the system's figures in production, by a role that is ready before", () => {
    const { inputs, dependsOn } = prod.only(INSTANCE);
    assert.equal(inputs["monitoringInterval"], 60);
    assert.match(inputs["monitoringRoleArn"], /:role\/cruddur-prod-monitoring$/);
    assert.ok(dependsOn.includes("cruddur-database-monitoring-policy"));
    assert.equal(dev.only(INSTANCE).inputs["monitoringInterval"], 0);
    assert.equal("monitoringRoleArn" in dev.only(INSTANCE).inputs, false);
  });

  it("takes its capacity from the configuration, and sleeps only where the least is 0", () => {
    assert.deepEqual(aurora.only(CLUSTER).inputs["serverlessv2ScalingConfiguration"], {
      minCapacity: 1,
      maxCapacity: 8,
    });
    assert.deepEqual(sleepy.only(CLUSTER).inputs["serverlessv2ScalingConfiguration"], {
      minCapacity: 0,
      maxCapacity: 2,
      secondsUntilAutoPause: 900,
    });
  });

  it("tells where it is: the host without a port, the id that rds-db:connect names, the secret", async () => {
    const { database } = dev.result;
    assert.match(
      await valueOf(database.host),
      /^cruddur-dev-database\.[^:]+\.rds\.amazonaws\.com$/,
    );
    assert.equal(await valueOf(database.port), 5432);
    assert.match(await valueOf(database.resourceId), /^db-/);
    assert.match(await valueOf(aurora.result.database.resourceId), /^cluster-/);
    assert.match(await valueOf(database.masterSecretArn), /^arn:aws:secretsmanager:/);
    assert.equal(await valueOf(database.identifier), "cruddur-dev-database");
    assert.equal(await valueOf(aurora.result.database.identifier), "cruddur-prod-database");
    const { host, databaseName, isProxy } = database.endpoint;
    assert.equal(await valueOf(host), await valueOf(database.host));
    assert.deepEqual({ databaseName, isProxy }, { databaseName: "cruddur", isProxy: false });
  });

  it("is there for others only with all of its instances", () => {
    const { resource, ready } = aurora.result.database;
    assert.equal(ready.length, 3);
    assert.equal(ready[0], resource);
  });

  it("fails rather than to give out no secret", async () => {
    const plan = await planOf(() => coreProgram(devConfig()).database, {
      state: (type) => (type === INSTANCE ? { masterUserSecrets: [] } : undefined),
    });
    await assert.rejects(valueOf(plan.result.masterSecretArn), /no managed secret/);
  });

  it("is encrypted with a key of its own where that is asked for, its insights and its master secret too", async () => {
    for (const [config, type, insightsOf] of [
      [prodConfig(), INSTANCE, INSTANCE],
      [prodConfig({ topology: "aurora" }), CLUSTER, CLUSTER_INSTANCE],
    ] as const) {
      const database = { ...config.database, customerKey: true };
      const plan = await planOf(() => coreProgram({ ...config, database }), { stack: "prod" });
      const key = plan.only("aws:kms/key:Key");
      assert.equal(key.inputs["enableKeyRotation"], true);
      assert.equal(key.inputs["deletionWindowInDays"], 30);
      assert.equal(key.options.protect, true);
      const { name } = plan.only("aws:kms/alias:Alias").inputs;
      assert.equal(name, "alias/cruddur-prod-database");
      const { kmsKeyId, masterUserSecretKmsKeyId } = plan.only(type).inputs;
      assert.match(String(kmsKeyId), /^arn:aws:kms:.*cruddur-database-key/);
      assert.equal(masterUserSecretKmsKeyId, kmsKeyId);
      for (const { inputs } of plan.resources.filter((it) => it.type === insightsOf)) {
        assert.equal(inputs["performanceInsightsKmsKeyId"], kmsKeyId);
      }
    }
    assert.equal(
      prod.resources.some((it) => it.type.startsWith("aws:kms/")),
      false,
    );
  });

  it("looks past where it came from, once nothing says it any more", () => {
    for (const { options } of servers()) {
      assert.deepEqual(options.ignoreChanges, ["snapshotIdentifier", "restoreToPointInTime"]);
    }
  });

  it("is made from a snapshot, or from another server's backups, and wears where it came from", async () => {
    const from = async (
      type: string,
      { database, ...config }: AwsConfig,
      restoreFrom: RestoreFrom,
    ) => {
      const plan = await planOf(() =>
        coreProgram({ ...config, database: { ...database, restoreFrom } }),
      );
      const { inputs, options } = plan.only(type);
      assert.deepEqual(options.ignoreChanges, []);
      const { snapshotIdentifier, restoreToPointInTime, tags } = inputs;
      return { snapshotIdentifier, restoreToPointInTime, tags };
    };
    const at = "2026-11-20T10:00:00Z";
    for (const [type, config, source, time] of [
      [INSTANCE, devConfig(), "sourceDbInstanceIdentifier", "restoreTime"],
      [CLUSTER, devConfig({ topology: "aurora" }), "sourceClusterIdentifier", "restoreToTime"],
    ] as const) {
      assert.deepEqual(await from(type, config, { snapshot: "kept" }), {
        snapshotIdentifier: "kept",
        restoreToPointInTime: undefined,
        tags: { restoredFrom: "kept" },
      });
      assert.deepEqual(await from(type, config, { instance: "old", at }), {
        snapshotIdentifier: undefined,
        restoreToPointInTime: { [source]: "old", [time]: at },
        tags: { restoredFrom: `old@${at}` },
      });
      assert.deepEqual(await from(type, config, { instance: "old", at: "latest" }), {
        snapshotIdentifier: undefined,
        restoreToPointInTime: { [source]: "old", useLatestRestorableTime: true },
        tags: { restoredFrom: "old@latest" },
      });
    }
  });
});
