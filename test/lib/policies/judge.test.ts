import assert from "node:assert/strict";
import { RESOURCE_RULES, STACK_RULES } from "#lib/policies/all-rules";
import type { PlannedResource } from "#lib/policies/finding";
import { judge } from "#lib/policies/judge";
import { TYPES } from "#lib/policies/resource-types";
import { CANNOT_TELL } from "#lib/policies/unknown-value";
import { changed, goodCluster, goodStack } from "#test/plans/good-stack";

const allow = (statement: object) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", ...statement }] });
const connect = (resource: string) => allow({ Action: "rds-db:connect", Resource: resource });
const trust = (more: object) =>
  allow({ Action: "sts:AssumeRole", Principal: { Service: "scheduler.amazonaws.com" }, ...more });
const from = (key: string, value: string) => ({ Condition: { StringLike: { [key]: value } } });
const BUCKET = "arn:aws:s3:::somebodys-bucket";
const settings = (others: Record<string, string>) =>
  Object.entries({
    "rds.force_ssl": "1",
    log_statement: "ddl",
    log_min_duration_statement: "1000",
    ...others,
  }).map(([name, value]) => ({ name, value }));

/** What breaks which rule: the rule, the resource, the input, the value that is wrong. */
const BROKEN: readonly (readonly [string, string, string, unknown])[] = [
  ["database-private", "instance", "publiclyAccessible", true],
  ["database-private", "cluster-instance", "publiclyAccessible", true],
  ["database-encrypted", "instance", "storageEncrypted", undefined],
  ["database-encrypted", "cluster", "storageEncrypted", false],
  ["database-in-vpc", "instance", "dbSubnetGroupName", undefined],
  ["database-iam-login", "instance", "iamDatabaseAuthenticationEnabled", false],
  ["database-iam-login", "cluster", "iamDatabaseAuthenticationEnabled", undefined],
  ["database-admin-name", "instance", "username", "postgres"],
  ["database-admin-name", "cluster", "masterUsername", "Admin"],
  ["database-port", "instance", "port", 5432],
  ["database-port", "cluster", "port", undefined],
  ["database-managed-password", "instance", "manageMasterUserPassword", undefined],
  ["database-secret-own-key", "instance", "masterUserSecretKmsKeyId", undefined],
  ["database-recent-authority", "instance", "caCertIdentifier", "rds-ca-2019"],
  ["database-recent-authority", "cluster-instance", "caCertIdentifier", undefined],
  ["database-two-zones", "instance", "multiAz", false],
  ["database-enhanced-monitoring", "instance", "monitoringInterval", 0],
  ["database-enhanced-monitoring", "cluster-instance", "monitoringRoleArn", undefined],
  ["database-deletion-protection", "instance", "deletionProtection", undefined],
  ["database-deletion-protection", "cluster", "deletionProtection", false],
  ["database-logs-exported", "instance", "enabledCloudwatchLogsExports", ["upgrade"]],
  ["database-logs-exported", "cluster", "enabledCloudwatchLogsExports", undefined],
  ["database-backups-week", "instance", "backupRetentionPeriod", 6],
  ["database-backups", "instance", "backupRetentionPeriod", 0],
  ["database-backups", "cluster", "backupRetentionPeriod", undefined],
  ["database-minor-upgrades", "instance", "autoMinorVersionUpgrade", false],
  ["database-snapshot-tags", "cluster", "copyTagsToSnapshot", undefined],
  ["database-performance-insights", "instance", "performanceInsightsEnabled", false],
  ["database-insights-own-key", "instance", "performanceInsightsKmsKeyId", undefined],
  ["database-mended-version", "instance", "engineVersion", "11.6"],
  ["database-mended-version", "cluster", "engineVersion", undefined],
  ["database-tls", "settings", "parameters", settings({ "rds.force_ssl": "0" })],
  ["database-tls", "settings", "parameters", undefined],
  ["database-tls", "cluster-settings", "parameters", []],
  ["database-query-log", "settings", "parameters", settings({ log_statement: "none" })],
  ["database-query-log", "settings", "parameters", settings({ log_min_duration_statement: "-1" })],
  ["database-own-settings", "instance", "parameterGroupName", undefined],
  ["database-own-settings", "cluster", "dbClusterParameterGroupName", undefined],
  ["proxy-tls", "proxy", "requireTls", undefined],
  ["proxy-iam-login", "proxy", "defaultAuthScheme", "NONE"],
  ["ingress-not-from-everywhere", "let-in", "cidrIpv4", "0.0.0.0/0"],
  ["ingress-not-from-everywhere", "let-in", "cidrIpv6", "::/0"],
  ["ingress-not-from-everywhere", "default-group", "ingress", [{ cidrBlocks: ["0.0.0.0/0"] }]],
  ["ingress-narrow", "let-in", "cidrIpv4", "203.0.113.0/24"],
  ["egress-not-to-everywhere", "let-out", "cidrIpv4", "0.0.0.0/0"],
  ["egress-not-to-everywhere", "group-proxy", "egress", [{ ipv6CidrBlocks: ["::/0"] }]],
  ["rules-stand-alone", "group-database", "ingress", [{ securityGroups: ["sg-functions"] }]],
  ["rules-described", "let-in", "description", undefined],
  ["rules-described", "group-database", "description", "Managed by Pulumi"],
  ["subnet-no-public-address", "subnet", "mapPublicIpOnLaunch", true],
  ["no-way-to-the-internet", "routes", "routes", [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }]],
  ["function-url-signed", "url", "authorizationType", "NONE"],
  ["function-called-by-one", "permission", "principal", "*"],
  ["function-called-by-one", "permission", "sourceArn", undefined],
  ["function-supported-runtime", "function", "runtime", "nodejs20.x"],
  ["function-in-two-zones", "function", "vpcConfig.subnetIds", ["subnet-a"]],
  ["function-in-two-zones", "function", "vpcConfig", undefined],
  ["function-no-secrets", "function", "environment.variables.PGPASSWORD", "x"],
  ["function-no-secrets", "function", "environment.variables.CONNECTION_URL", "x"],
  ["function-no-secrets", "function", "environment.variables.DB", "postgres://a:b@c/d"],
  ["function-traced", "function", "tracingConfig.mode", "PassThrough"],
  ["function-concurrency", "function", "reservedConcurrentExecutions", undefined],
  ["function-dead-letters", "function", "deadLetterConfig", undefined],
  ["function-signed-code", "function", "codeSigningConfigArn", undefined],
  ["function-environment-own-key", "function", "kmsKeyArn", undefined],
  ["api-signed-in", "route", "authorizationType", "NONE"],
  ["api-access-log", "stage", "accessLogSettings", undefined],
  ["api-origins", "api", "corsConfiguration.allowOrigins", ["*"]],
  ["api-throttled", "stage", "defaultRouteSettings", undefined],
  ["pool-passwords", "pool", "passwordPolicy.minimumLength", 8],
  ["pool-passwords", "pool", "passwordPolicy.requireNumbers", false],
  ["pool-password-symbols", "pool", "passwordPolicy.requireSymbols", false],
  ["pool-passwords", "pool", "passwordPolicy.temporaryPasswordValidityDays", 30],
  ["pool-threat-protection", "pool", "userPoolAddOns", undefined],
  ["pool-second-factor", "pool", "mfaConfiguration", "OFF"],
  ["pool-deletion-protection", "pool", "deletionProtection", "INACTIVE"],
  ["bucket-closed", "bucket-closed", "blockPublicAcls", undefined],
  ["bucket-closed", "bucket-closed", "restrictPublicBuckets", false],
  ["bucket-tls", "bucket-policy", "policy", allow({ Principal: { Service: "x" } })],
  [
    "bucket-named-readers",
    "bucket-policy",
    "policy",
    allow({ Principal: "*", Action: "s3:GetObject", Resource: "arn" }),
  ],
  ["bucket-no-acl", "bucket", "acl", "public-read"],
  ["bucket-not-emptied", "bucket", "forceDestroy", true],
  ["distribution-root-object", "distribution", "defaultRootObject", undefined],
  ["distribution-tls", "distribution", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all"],
  ["distribution-tls", "distribution", "orderedCacheBehaviors", [{}]],
  [
    "distribution-headers",
    "distribution",
    "defaultCacheBehavior.responseHeadersPolicyId",
    undefined,
  ],
  [
    "distribution-origin-tls",
    "distribution",
    "origins",
    [{ customOriginConfig: { originProtocolPolicy: "match-viewer" } }],
  ],
  [
    "distribution-origin-tls",
    "distribution",
    "origins",
    [
      {
        customOriginConfig: {
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1", "TLSv1.2"],
        },
      },
    ],
  ],
  ["distribution-signs", "distribution", "origins", [{ originId: "page" }]],
  ["distribution-own-name", "distribution", "viewerCertificate", undefined],
  ["distribution-guarded", "distribution", "webAclId", undefined],
  ["distribution-logged", "distribution", "loggingConfig", undefined],
  ["distribution-failover", "distribution", "originGroups", []],
  ["distribution-countries", "distribution", "restrictions.geoRestriction.restrictionType", "none"],
  ["log-kept-for-a-time", "logs", "retentionInDays", undefined],
  ["log-kept-a-year", "logs", "retentionInDays", 30],
  ["log-own-key", "logs", "kmsKeyId", undefined],
  ["alarm-heard", "alarm", "alarmActions", []],
  ["alarm-heard", "alarm", "actionsEnabled", false],
  ["topic-encrypted", "topic", "kmsMasterKeyId", undefined],
  ["queue-encrypted", "queue", "sqsManagedSseEnabled", false],
  ["schedule-own-key", "schedule", "kmsKeyArn", undefined],
  ["iam-no-wildcards", "policy", "policy", allow({ Action: "*", Resource: "*" })],
  ["iam-no-wildcards", "policy", "policy", allow({ Action: "rds:*", Resource: "arn:x" })],
  [
    "iam-no-wildcards",
    "policy",
    "policy",
    allow({ Action: ["rds:StopDBInstance"], Resource: "*" }),
  ],
  ["iam-no-wildcards", "policy", "policy", allow({ NotAction: "iam:*", Resource: "arn:x" })],
  ["iam-no-wildcards", "policy", "policy", connect("arn:aws:rds-db:r:1:dbuser:db-ABC/*")],
  ["iam-no-wildcards", "policy", "policy", connect("arn:aws:rds-db:r:1:dbuser:*/cruddur_api")],
  [
    "iam-no-broad-managed-policy",
    "attachment",
    "policyArn",
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ],
  [
    "iam-role-taken-by-one",
    "role",
    "assumeRolePolicy",
    allow({ Action: "sts:AssumeRole", Principal: "*" }),
  ],
  ["mail-by-tls", "mail-settings", "deliveryOptions.tlsPolicy", "OPTIONAL"],
  [
    "mail-key-length",
    "mail-identity",
    "dkimSigningAttributes.nextSigningKeyLength",
    "RSA_1024_BIT",
  ],
  ["web-acl-judges", "acl", "rules", []],
  ["web-acl-counted", "acl", "rules", [{ name: "calls" }]],
  ["trust-of-own-account", "role", "assumeRolePolicy", trust({})],
  ["trust-of-own-account", "role", "assumeRolePolicy", trust(from("aws:SourceArn", BUCKET))],
  ["trust-of-own-account", "role", "assumeRolePolicy", trust(from("aws:SourceAccount", "*"))],
  ["trust-of-own-account", "role", "assumeRolePolicy", trust(from("aws:SecureTransport", "true"))],
  ["trust-of-own-account", "topic", "policy", trust({ Action: "sns:Publish" })],
  ["trust-of-own-account", "permission", "sourceArn", BUCKET],
  ["function-log-group", "logs", "name", "/aws/lambda/another"],
  ["trigger-permitted", "permission", "function", "another"],
  ["trigger-permitted", "pool", "lambdaConfig.preSignUp", "arn:aws:lambda:r:1:function:other"],
  ["security-groups-used", "function", "vpcConfig.securityGroupIds", ["sg-elsewhere"]],
  ["default-group-empty", "default-group", "ingress", [{ self: true }]],
  ["everything-tagged", "aws", "defaultTags", JSON.stringify({ tags: { project: "cruddur" } })],
  ["database-events-told", "events-db-instance", "enabled", false],
  ["database-events-told", "events-db-cluster", "sourceType", "db-instance"],
  ["database-in-backup-plan", "selection", "resources", []],
  ["database-setting-events-told", "events-db-parameter-group", "enabled", false],
  ["database-group-events-told", "events-db-security-group", "enabled", false],
];

/** Rules that want a resource of a type with each bucket. */
const BESIDE_BUCKETS: Readonly<Record<string, string>> = {
  "bucket-block": TYPES.bucketPublicAccessBlock,
  "bucket-policy": TYPES.bucketPolicy,
  "bucket-versioned": TYPES.bucketVersioning,
  "bucket-logged": TYPES.bucketLogging,
  "bucket-lifecycle": TYPES.bucketLifecycle,
  "bucket-own-key": TYPES.bucketEncryption,
  "bucket-elsewhere": TYPES.bucketReplication,
  "bucket-events": TYPES.bucketNotification,
};

const stackWith = (name: string): PlannedResource[] =>
  name.startsWith("cluster") || name === "events-db-cluster" ? goodCluster() : goodStack();

const rulesOf = (resources: readonly PlannedResource[]) =>
  judge(resources, "prod").findings.map(({ rule, resource }) => `${rule} of ${resource}`);

describe("judge", () => {
  for (const [kind, stack] of Object.entries({ instance: goodStack(), cluster: goodCluster() })) {
    it(`finds nothing in a stack with ${kind} that keeps every control, in any environment`, () => {
      for (const environment of ["dev", "prod"] as const)
        assert.deepEqual(judge(stack, environment), { findings: [], undecided: [] });
    });
  }

  for (const [rule, name, property, value] of BROKEN) {
    const shown = JSON.stringify(value) ?? "not set";
    it(`finds ${rule} when ${property} of ${name} is ${shown.slice(0, 90)}`, () => {
      const { findings } = judge(changed(stackWith(name), name, property, value), "prod");
      const found = findings.find((finding) => finding.rule === rule);
      assert.ok(found, JSON.stringify(findings));
      const { controls } = [...RESOURCE_RULES, ...STACK_RULES].find((it) => it.name === rule)!;
      assert.deepEqual(found.controls, controls);
      for (const text of [found.found, found.wanted, found.change]) assert.notEqual(text, "");
    });

    if (value === undefined || property.startsWith("environment.")) continue;
    it(`cannot tell of ${rule} when ${property} of ${name} is unknown, whatever stands for it`, () => {
      for (const unknown of [CANNOT_TELL, "[secret]"]) {
        const { findings, undecided } = judge(
          changed(stackWith(name), name, property, unknown),
          "prod",
        );
        assert.deepEqual(
          findings.map((it) => it.rule),
          [],
        );
        assert.ok(
          undecided.some((it) => it.rule === rule),
          rule,
        );
      }
    });
  }

  it("has a broken example of every rule", () => {
    const told = new Set([...BROKEN.map(([rule]) => rule), ...BY_WHOLE_RESOURCES]);
    const all = [...RESOURCE_RULES, ...STACK_RULES].map(({ name }) => name);
    assert.deepEqual(
      all.filter((name) => !told.has(name)),
      [],
    );
    assert.equal(new Set(all).size, all.length);
  });

  it("finds a second database, a secret of its own, and a legacy rule", () => {
    const extra = (type: string, props: Record<string, unknown> = {}) => ({
      type,
      name: "extra",
      props,
    });
    const second = goodCluster().find(({ name }) => name === "cluster")!;
    assert.ok(
      rulesOf([...goodStack(), { ...second, name: "extra" }]).includes("one-database of extra"),
    );
    assert.deepEqual(rulesOf([...goodStack(), extra(TYPES.secret)]), ["secrets-rotated of extra"]);
    const rule = {
      description: "x",
      type: "ingress",
      securityGroupId: "sg",
      cidrBlocks: ["10.0.0.1/32"],
    };
    assert.deepEqual(rulesOf([...goodStack(), extra(TYPES.securityGroupRule, rule)]), [
      "ingress-narrow of extra",
      "rules-stand-alone of extra",
    ]);
  });

  it("finds a web ACL without a log", () => {
    const without = goodStack().filter(({ name }) => name !== "acl-log");
    assert.deepEqual(rulesOf(without), ["web-acl-logged of acl"]);
  });

  it("finds a network without flow log or with a default group as AWS makes it", () => {
    const without = (gone: string) => goodStack().filter(({ name }) => name !== gone);
    assert.deepEqual(rulesOf(without("flow-log")), ["vpc-flow-log of vpc"]);
    assert.deepEqual(rulesOf(without("default-group")), ["default-group-empty of vpc"]);
  });

  it("finds a bucket without what belongs beside it", () => {
    const without = (type: string) => goodStack().filter((it) => it.type !== type);
    for (const [rule, type] of Object.entries(BESIDE_BUCKETS)) {
      assert.deepEqual(rulesOf(without(type)), [`${rule} of bucket`]);
    }
  });

  it("lets one address in where developers work, and none in production", () => {
    const lease = changed(goodStack(), "let-in", "cidrIpv4", "203.0.113.7/32");
    assert.deepEqual(judge(lease, "dev").findings, []);
    assert.deepEqual(rulesOf(lease), ["ingress-narrow of let-in"]);
  });

  it("lets a service in that names the account, in whatever words, and Lambda, which cannot", () => {
    const arn = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/*";
    for (const document of [
      trust(from("aws:SourceAccount", "123456789012")),
      trust(from("AWS:SourceArn", arn)),
      allow({ Action: "sts:AssumeRole", Principal: { Service: ["lambda.amazonaws.com"] } }),
      allow({ Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
    ]) {
      assert.deepEqual(rulesOf(changed(goodStack(), "role", "assumeRolePolicy", document)), []);
    }
    const topic = changed(goodStack(), "topic", "policy", trust(from("aws:sourcearn", arn)));
    assert.deepEqual(rulesOf(topic), []);
  });

  it("finds what is known beside what is not", () => {
    const half = changed(goodStack(), "default-group", "ingress", [
      { cidrBlocks: [CANNOT_TELL, "0.0.0.0/0"] },
    ]);
    assert.ok(rulesOf(half).includes("ingress-not-from-everywhere of default-group"));
  });

  it("goes by dependencies while ids and ARNs are unknown", () => {
    let stack = changed(goodStack(), "pool", "lambdaConfig.postConfirmation", CANNOT_TELL);
    stack = changed(stack, "permission", "function", CANNOT_TELL);
    stack = changed(stack, "proxy", "vpcSecurityGroupIds", [CANNOT_TELL]);
    const undecidedOf = (resources: readonly PlannedResource[]) =>
      judge(resources, "prod").undecided.map(({ rule }) => rule);
    assert.deepEqual(undecidedOf(stack), ["trigger-permitted", "security-groups-used"]);
    const urnOf = (name: string) => stack.find((it) => it.name === name)!.urn!;
    const linked = stack.map((it) => {
      if (it.name === "proxy") return { ...it, dependencies: [urnOf("group-proxy")] };
      if (it.name === "pool" || it.name === "permission")
        return { ...it, dependencies: [urnOf("function")] };
      return it;
    });
    assert.deepEqual(undecidedOf(linked), []);
    assert.deepEqual(rulesOf(linked), []);
  });

  it("never shows a secret that it finds", () => {
    const leaking = changed(
      goodStack(),
      "function",
      "environment.variables.A",
      "postgres://u:hunter2@h/d",
    );
    assert.doesNotMatch(JSON.stringify(judge(leaking, "prod")), /hunter2/);
  });
});

/** Rules that a resource's presence breaks, rather than one of its values. */
const BY_WHOLE_RESOURCES = [
  ...["one-database", "secrets-rotated", "vpc-flow-log", "web-acl-logged"],
  ...Object.keys(BESIDE_BUCKETS),
];
