import type { PlannedResource } from "#lib/policies/finding";
import { TYPES } from "#lib/policies/resource-types";

const ACCOUNT = "123456789012";
const FUNCTION = "cruddur-prod-post-confirmation";
const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${FUNCTION}`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/own`;

const database = {
  storageEncrypted: true,
  dbSubnetGroupName: "cruddur-prod",
  iamDatabaseAuthenticationEnabled: true,
  port: 6543,
  manageMasterUserPassword: true,
  masterUserSecretKmsKeyId: KEY,
  deletionProtection: true,
  enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
  backupRetentionPeriod: 14,
  copyTagsToSnapshot: true,
  engineVersion: "18",
  vpcSecurityGroupIds: ["sg-database"],
};
const machine = {
  publiclyAccessible: false,
  caCertIdentifier: "rds-ca-rsa2048-g1",
  monitoringInterval: 60,
  monitoringRoleArn: `arn:aws:iam::${ACCOUNT}:role/monitoring`,
  autoMinorVersionUpgrade: true,
  performanceInsightsEnabled: true,
  performanceInsightsKmsKeyId: KEY,
};
const parameters = [
  { name: "rds.force_ssl", value: "1" },
  { name: "log_statement", value: "ddl" },
  { name: "log_min_duration_statement", value: "1000" },
];
const policyOf = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

function resource(
  type: string,
  name: string,
  props: Record<string, unknown>,
  more: Partial<PlannedResource> = {},
): PlannedResource {
  return { type, name, props, urn: `urn:pulumi:prod::cruddur::${type}::${name}`, ...more };
}

/**
 * A stack that keeps every control, those too that this project bears exceptions for: one resource of each type that
 * rules look at. A test changes one value of it and sees which rule says so.
 */
export function goodStack(): PlannedResource[] {
  return [
    resource(TYPES.awsProvider, "aws", {
      region: "us-east-1",
      defaultTags: JSON.stringify({ tags: { project: "cruddur", stack: "prod" } }),
    }),
    resource(TYPES.instance, "instance", {
      ...database,
      ...machine,
      engine: "postgres",
      username: "cruddur_admin",
      multiAz: true,
      parameterGroupName: "cruddur-prod",
    }),
    resource(TYPES.parameterGroup, "settings", { family: "postgres18", parameters }),
    resource(TYPES.proxy, "proxy", {
      requireTls: true,
      defaultAuthScheme: "IAM_AUTH",
      vpcSecurityGroupIds: ["sg-proxy"],
    }),
    resource(TYPES.backupSelection, "selection", {
      name: "database",
      planId: "plan-1",
      resources: [`arn:aws:rds:us-east-1:${ACCOUNT}:db:cruddur-prod`],
    }),
    ...["db-instance", "db-parameter-group", "db-security-group"].map((sourceType) =>
      resource(TYPES.eventSubscription, `events-${sourceType}`, { sourceType, snsTopic: "arn" }),
    ),
    resource(TYPES.vpc, "vpc", { cidrBlock: "10.0.0.0/16" }),
    resource(TYPES.defaultSecurityGroup, "default-group", { vpcId: "vpc-1" }),
    resource(TYPES.flowLog, "flow-log", { vpcId: "vpc-1", trafficType: "REJECT" }),
    resource(TYPES.subnet, "subnet", { cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: false }),
    resource(TYPES.routeTable, "routes", { vpcId: "vpc-1" }),
    ...["database", "functions", "proxy"].map((name) =>
      resource(
        TYPES.securityGroup,
        `group-${name}`,
        { description: `Who may call the ${name}.`, vpcId: "vpc-1" },
        { id: `sg-${name}` },
      ),
    ),
    resource(TYPES.ingressRule, "let-in", {
      description: "Functions to the database.",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      securityGroupId: "sg-database",
      referencedSecurityGroupId: "sg-functions",
    }),
    resource(TYPES.egressRule, "let-out", {
      description: "Functions to the database.",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      securityGroupId: "sg-functions",
      referencedSecurityGroupId: "sg-database",
    }),
    resource(TYPES.function, "function", {
      name: FUNCTION,
      runtime: "nodejs22.x",
      vpcConfig: { subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-functions"] },
      environment: { variables: { PGHOST: "db.example", PGUSER: "signup", DATABASE_AUTH: "iam" } },
      tracingConfig: { mode: "Active" },
      reservedConcurrentExecutions: 5,
      deadLetterConfig: { targetArn: "arn" },
      codeSigningConfigArn: "arn",
      kmsKeyArn: KEY,
    }),
    resource(TYPES.logGroup, "logs", {
      name: `/aws/lambda/${FUNCTION}`,
      retentionInDays: 365,
      kmsKeyId: KEY,
    }),
    resource(TYPES.permission, "permission", {
      action: "lambda:InvokeFunction",
      function: FUNCTION,
      principal: "cognito-idp.amazonaws.com",
      sourceArn: `arn:aws:cognito-idp:us-east-1:${ACCOUNT}:userpool/us-east-1_a`,
    }),
    resource(TYPES.functionUrl, "url", { authorizationType: "AWS_IAM" }),
    resource(TYPES.userPool, "pool", {
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
      },
      userPoolAddOns: { advancedSecurityMode: "ENFORCED" },
      mfaConfiguration: "OPTIONAL",
      deletionProtection: "ACTIVE",
      lambdaConfig: { postConfirmation: FUNCTION_ARN },
    }),
    resource(TYPES.api, "api", {
      protocolType: "HTTP",
      corsConfiguration: { allowOrigins: ["https://cruddur.example"] },
    }),
    resource(TYPES.stage, "stage", {
      accessLogSettings: { destinationArn: "arn", format: "{}" },
      defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
    }),
    resource(TYPES.apiRoute, "route", {
      routeKey: "POST /api/activities",
      authorizationType: "JWT",
      authorizerId: "a",
    }),
    resource(TYPES.bucket, "bucket", { bucket: "cruddur-prod-page" }),
    resource(TYPES.bucketPublicAccessBlock, "bucket-closed", {
      ...{ blockPublicAcls: true, blockPublicPolicy: true },
      ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
    }),
    resource(TYPES.bucketPolicy, "bucket-policy", {
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "cloudfront.amazonaws.com" },
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::cruddur-prod-page/*",
            Condition: {
              StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` },
            },
          },
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: "arn:aws:s3:::cruddur-prod-page/*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    }),
    ...[
      ...[TYPES.bucketVersioning, TYPES.bucketLogging, TYPES.bucketLifecycle],
      ...[TYPES.bucketEncryption, TYPES.bucketReplication, TYPES.bucketNotification],
    ].map((type) => resource(type, type.split(":").at(-1)!, { bucket: "cruddur-prod-page" })),
    resource(TYPES.distribution, "distribution", {
      defaultRootObject: "index.html",
      defaultCacheBehavior: {
        viewerProtocolPolicy: "redirect-to-https",
        responseHeadersPolicyId: "policy",
      },
      orderedCacheBehaviors: [
        { viewerProtocolPolicy: "https-only", responseHeadersPolicyId: "policy" },
      ],
      origins: [
        { originId: "page", originAccessControlId: "control" },
        {
          originId: "api",
          customOriginConfig: {
            originProtocolPolicy: "https-only",
            originSslProtocols: ["TLSv1.2"],
          },
        },
      ],
      originGroups: [{ originId: "both" }],
      viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
      restrictions: { geoRestriction: { restrictionType: "whitelist" } },
      webAclId: "arn",
      loggingConfig: { bucket: "logs" },
    }),
    resource(TYPES.mailSettings, "mail-settings", { deliveryOptions: { tlsPolicy: "REQUIRE" } }),
    resource(TYPES.mailIdentity, "mail-identity", {
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    }),
    resource(TYPES.webAcl, "acl", {
      rules: [{ name: "calls", visibilityConfig: { cloudwatchMetricsEnabled: true } }],
    }),
    resource(TYPES.webAclLogging, "acl-log", { resourceArn: "arn" }),
    resource(TYPES.metricAlarm, "alarm", { alarmActions: ["arn"] }),
    resource(TYPES.topic, "topic", { kmsMasterKeyId: KEY }),
    resource(TYPES.queue, "queue", { sqsManagedSseEnabled: true }),
    resource(TYPES.schedule, "schedule", { kmsKeyArn: KEY }),
    resource(TYPES.role, "role", {
      assumeRolePolicy: policyOf({
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    }),
    resource(TYPES.rolePolicy, "policy", {
      policy: policyOf({
        Action: "rds-db:connect",
        Resource: `arn:aws:rds-db:us-east-1:${ACCOUNT}:dbuser:db-ABC/cruddur_api`,
      }),
    }),
    resource(TYPES.rolePolicyAttachment, "attachment", {
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    }),
  ];
}

/** The same with Aurora in place of the instance. */
export function goodCluster(): PlannedResource[] {
  const others = goodStack().filter(
    ({ name }) => !/^(instance|settings|events-db-inst)/.test(name),
  );
  return [
    ...others,
    resource(TYPES.cluster, "cluster", {
      ...database,
      engine: "aurora-postgresql",
      masterUsername: "cruddur_admin",
      dbClusterParameterGroupName: "cruddur-prod",
    }),
    resource(TYPES.clusterInstance, "cluster-instance", machine),
    resource(TYPES.clusterParameterGroup, "cluster-settings", {
      family: "aurora-postgresql18",
      parameters,
    }),
    resource(TYPES.parameterGroup, "cluster-instance-settings", { family: "aurora-postgresql18" }),
    resource(TYPES.eventSubscription, "events-db-cluster", { sourceType: "db-cluster" }),
  ];
}

/** A stack with one value of one resource changed; undefined takes it away. */
export function changed(
  stack: readonly PlannedResource[],
  name: string,
  path: string,
  value: unknown,
): PlannedResource[] {
  if (!stack.some((it) => it.name === name)) throw new Error(`The stack has no resource ${name}.`);
  return stack.map((it) =>
    it.name === name ? { ...it, props: withValue(it.props, path.split("."), value) } : it,
  );
}

function withValue(
  object: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const { [key!]: part, ...others } = object;
  if (rest.length > 0)
    return { ...others, [key!]: withValue((part ?? {}) as Record<string, unknown>, rest, value) };
  return value === undefined ? others : { ...others, [key!]: value };
}
