import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { SecurityGroups } from "#infra/network/security-groups";
import { Alarms } from "#infra/alarms/alarms";
import { figuresOf } from "#infra/alarms/figures";
import { Api } from "#infra/api/api";
import { awsProviderArgs } from "#infra/aws-provider";
import { Database } from "#infra/database/database";
import { DatabaseEvents } from "#infra/database/events";
import { DatabaseProxy } from "#infra/database/proxy";
import { Network } from "#infra/network/network";
import { NightStop } from "#infra/night-stop";
import { NodeFunction } from "#infra/functions/node-function";
import { UserPool } from "#infra/user-pool";
import { functionNamed, type FunctionName } from "#lib/domain/functions";
import type { PlannedResource } from "#lib/policies/finding";
import { findingsFor, verdictOn } from "#lib/policies/findings-for";
import { TYPES } from "#lib/policies/resource-types";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { changed } from "#test/plans/good-stack";
import { planOf } from "#test/plans/pulumi-mocks";
import { ACCOUNT } from "#test/plans/stack-values";

const NOW = new Date("2026-12-01T12:00:00Z");

const PROD = {
  environment: "prod",
  accountId: ACCOUNT,
  alarmEmail: "ops@cruddur.example",
  allowedOrigins: ["https://cruddur.example"],
};
const CONFIGS: Readonly<Record<string, Record<string, unknown>>> = {
  dev: { environment: "dev" },
  "dev, private": { environment: "dev", publicAccess: false },
  "dev with Aurora": { environment: "dev", topology: "aurora" },
  prod: PROD,
  "prod without proxy": { ...PROD, proxy: false },
  "prod with Aurora": { ...PROD, topology: "aurora" },
  "prod in somebody's VPC": { ...PROD, vpcId: "vpc-0a1b2c3d4e5f60718", cidr: "10.0.64.0/20" },
};

/** What the components ask for together, as policies look at it. */
async function planned(values: Record<string, unknown>): Promise<PlannedResource[]> {
  const config = parseStackConfig(String(values["environment"]), values) as AwsConfig;
  const { resources } = await planOf(() => components(config), { stack: config.stack });
  return resources.map(({ type, name, inputs, id, urn }) => ({
    type,
    name,
    id,
    urn,
    props: inputs,
  }));
}

function components(config: AwsConfig): void {
  const prefix = `cruddur-${config.stack}`;
  const { environment, logRetentionDays, region } = config;
  const { proxy, publicAccess, isProtected, nightStop } = config.database;
  const provider = new aws.Provider("cruddur-aws", awsProviderArgs(config));
  const opts = { providers: [provider] };
  const network = new Network(
    "cruddur-network",
    { ...config.network, isPrivate: !publicAccess, proxy, prefix, logRetentionDays },
    opts,
  );
  const access = new SecurityGroups(
    "cruddur-access",
    { vpcId: network.vpcId, prefix, proxy },
    opts,
  );
  const database = new Database(
    "cruddur-database",
    {
      config: config.database,
      prefix,
      subnetIds: network.databaseSubnetIds,
      securityGroupId: access.databaseGroupId,
      logRetentionDays,
    },
    opts,
  );
  const functionOf = (name: FunctionName, securityGroupId = access.functionGroupId) =>
    new NodeFunction(
      `cruddur-${name}`,
      {
        prefix,
        spec: functionNamed(name),
        code: { "index.cjs": "exports.handler = async () => {};" },
        endpoint: database.endpoint,
        region,
        target: config.stack,
        subnetIds: network.functionSubnetIds,
        securityGroupId,
        logRetentionDays,
        reservedConcurrency: 5,
      },
      opts,
    );
  functionOf("migrator", access.migratorGroupId);
  const triggers = {
    preSignUp: functionOf("pre-sign-up"),
    postConfirmation: functionOf("post-confirmation"),
    postAuthentication: functionOf("post-authentication"),
  };
  const api = functionOf("api");
  const pool = new UserPool("cruddur-user-pool", { prefix, isProtected, triggers }, opts);
  const { apiId } = new Api(
    "cruddur-http-api",
    {
      prefix,
      function: api,
      issuer: pool.issuer,
      audience: pool.clientId,
      allowedOrigins: config.allowedOrigins,
      logRetentionDays,
    },
    opts,
  );
  const databaseProxy = proxy
    ? new DatabaseProxy(
        "cruddur-proxy",
        {
          database,
          region,
          subnetIds: network.proxySubnetIds!,
          securityGroupId: access.proxyGroupId!,
          prefix,
          roles: ["cruddur_api"],
          logRetentionDays,
        },
        opts,
      )
    : undefined;
  const figures = figuresOf({
    prefix,
    config: config.database,
    database,
    apiId,
    userPool: pool,
    ...(databaseProxy ? { proxyName: databaseProxy.proxyName } : {}),
    functions: [...Object.values(triggers), api],
    sendsMail: false,
  });
  const { topicArn } = new Alarms(
    "cruddur-alarms",
    {
      prefix,
      target: config.stack,
      environment,
      region,
      config: config.database,
      figures,
      email: config.alarmEmail,
    },
    opts,
  );
  if (environment === "prod" && topicArn)
    new DatabaseEvents("cruddur-database-events", { database, topicArn, prefix }, opts);
  if (nightStop) new NightStop("cruddur-night-stop", { prefix, ...nightStop, database }, opts);
}

describe("policies on the components", () => {
  for (const [title, values] of Object.entries(CONFIGS)) {
    it(`finds nothing in ${title}, and can tell of everything`, async () => {
      const environment = values["environment"] as "dev" | "prod";
      const { findings, undecided } = verdictOn(await planned(values), environment, NOW);
      const told = findings.map((it) => `${it.controls.join(" ")} of ${it.resource}: ${it.found}`);
      assert.deepEqual(told, []);
      assert.deepEqual(undecided, []);
    });
  }

  /** One break of the components each: what a mistake in infra/ would do to the plan, and who must say so. */
  const BREAKS: readonly (readonly [string, string, unknown, string])[] = [
    [TYPES.instance, "storageEncrypted", false, "RDS.3"],
    [TYPES.instance, "publiclyAccessible", true, "CKV_AWS_17"],
    [TYPES.instance, "iamDatabaseAuthenticationEnabled", undefined, "RDS.10"],
    [TYPES.instance, "deletionProtection", false, "RDS.8"],
    [TYPES.instance, "backupRetentionPeriod", 3, "RDS.11"],
    [TYPES.instance, "manageMasterUserPassword", undefined, "SecretsManager.1"],
    [TYPES.parameterGroup, "parameters", [], "RDS.38"],
    [TYPES.proxy, "requireTls", false, "RDS.43"],
    [TYPES.ingressRule, "cidrIpv4", "0.0.0.0/0", "EC2.19"],
    [TYPES.egressRule, "cidrIpv6", "::/0", "CKV_AWS_382"],
    [TYPES.subnet, "mapPublicIpOnLaunch", true, "EC2.15"],
    [TYPES.function, "runtime", "nodejs20.x", "Lambda.2"],
    [TYPES.function, "environment.variables.PGPASSWORD", "x", "CKV_AWS_45"],
    [TYPES.permission, "sourceArn", undefined, "Lambda.1"],
    [TYPES.logGroup, "retentionInDays", undefined, "CKV_AWS_66"],
    [TYPES.userPool, "deletionProtection", "INACTIVE", "Cognito.6"],
    [TYPES.stage, "accessLogSettings", undefined, "APIGateway.9"],
    [TYPES.topic, "kmsMasterKeyId", undefined, "CKV_AWS_26"],
    [TYPES.metricAlarm, "alarmActions", [], "CKV_AWS_319"],
    [TYPES.awsProvider, "defaultTags", undefined, "RDS.30"],
  ];

  describe("each break of a control", () => {
    let prod: PlannedResource[];
    before(async () => {
      prod = await planned(PROD);
    });
    for (const [type, property, value, control] of BREAKS) {
      it(`is found as ${control} when ${property} of ${type} is ${JSON.stringify(value) ?? "not set"}`, () => {
        const { name } = prod.find((it) => it.type === type)!;
        const findings = findingsFor(changed(prod, name, property, value), "prod", NOW);
        assert.ok(
          findings.some(({ controls }) => controls.includes(control)),
          JSON.stringify(findings),
        );
      });
    }
  });
});
