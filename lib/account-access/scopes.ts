import { bucketName } from "../bucket-name.ts";
import { resourcePrefix } from "../stack-config/stack-config.ts";
import type { Condition } from "./policy.ts";
import { arnIn, globalArn, policyArn, type StackPlace } from "./place.ts";

/** On what permissions are given. Each scope whose expression fits an action's name becomes a statement. */
export interface Scope {
  /** @default every action of the service that no other scope takes */
  readonly actions?: RegExp;
  readonly on: readonly string[];
  readonly when?: Condition;
}

/** Services whose roles the stack makes, and AWS acts as. */
const PASSED_TO = [
  "lambda.amazonaws.com",
  "scheduler.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "rds.amazonaws.com",
  "backup.amazonaws.com",
];

/** Services that make a role of their own in the account with their first resource. */
const LINKED = [
  "rds.amazonaws.com",
  "ops.apigateway.amazonaws.com",
  "ec2-instance-connect.amazonaws.com",
  "backup.amazonaws.com",
  "email.cognito-idp.amazonaws.com",
];

/** The tags of all that the stack has. */
export const ownTags = ({ stack }: StackPlace) => ({
  "aws:ResourceTag/project": ["cruddur"],
  "aws:ResourceTag/stack": [stack],
});

/** The scopes of each service: by the stack's name where the name is in the ARN, by its tags where AWS makes the id. */
export function scopesIn(place: StackPlace): Readonly<Record<string, readonly Scope[]>> {
  const prefix = resourcePrefix(place);
  const own = `${prefix}-*`;
  const here = (service: string, ...resources: readonly string[]) =>
    resources.map((resource) => arnIn(place, service, resource));
  const anywhere = (service: string, ...resources: readonly string[]) =>
    resources.map((resource) => globalArn(place, service, resource));
  const tags = ownTags(place);
  const isOwn = { StringEquals: tags };
  // What is being made, and what AWS makes beside it, has no tags yet.
  const isNobodyElses = { StringEqualsIfExists: tags };
  const hasBoundary = {
    StringEquals: { "iam:PermissionsBoundary": [policyArn(place, "boundary")] },
  };
  const every = ["*"];
  const page = bucketName(`${prefix}-page`, place.account, place.region).bucket;
  // Copies of backups are in another region.
  const vaults = [arnIn({ ...place, region: "*" }, "backup", `backup-vault:${own}`)];
  const plans = here("backup", "backup-plan:*");

  return {
    // CloudFront's region, wherever the stack is.
    acm: [
      { actions: /^RequestCertificate$/, on: every },
      {
        on: [`arn:${place.partition}:acm:us-east-1:${place.account}:certificate/*`],
        when: isNobodyElses,
      },
    ],
    // What is tagged at its creation is judged by a path that has an ARN within the ARN:
    // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/997
    apigateway: [
      {
        on: ["/apis", "/apis/*", "*/tags/*"].map(
          (path) => `arn:${place.partition}:apigateway:${place.region}::${path}`,
        ),
      },
    ],
    backup: [
      { actions: /BackupVault$/, on: vaults },
      {
        actions: /^(CreateBackupPlan|ListTags|TagResource|UntagResource)$/,
        on: [...vaults, ...plans],
        when: isNobodyElses,
      },
      { on: plans, when: isOwn },
    ],
    "backup-storage": [{ on: every }],
    budgets: [{ on: anywhere("budgets", `budget/${prefix}`, `budget/${own}`) }],
    cloudformation: [{ on: every }],
    // It makes the ids, and knows tags of distributions alone.
    cloudfront: [
      { actions: /^CreateDistribution$|^(Get|List)/, on: every },
      {
        actions: /^(Update|Delete)Distribution$|^UntagResource$/,
        on: anywhere("cloudfront", "distribution/*"),
        when: isOwn,
      },
      {
        actions: /^TagResource$/,
        on: anywhere("cloudfront", "distribution/*"),
        when: isNobodyElses,
      },
      { on: every },
    ],
    cloudwatch: [
      { actions: /^Describe/, on: every },
      { actions: /Dashboard/, on: anywhere("cloudwatch", `dashboard/${prefix}`) },
      { on: here("cloudwatch", `alarm:${own}`) },
    ],
    "cognito-idp": [
      { actions: /^CreateUserPool$/, on: every },
      { actions: /^TagResource$/, on: here("cognito-idp", "userpool/*"), when: isNobodyElses },
      { on: here("cognito-idp", "userpool/*"), when: isOwn },
    ],
    ec2: [
      { actions: /^(Describe|Get)/, on: every },
      {
        actions: /^(Create(?!Tags|Route$)|RunInstances)/,
        on: [...here("ec2", "*"), `arn:${place.partition}:ec2:${place.region}::image/*`],
      },
      // The VPC's default group, functions' network interfaces.
      {
        actions: /^(CreateTags|DeleteTags|Revoke|DetachNetworkInterface|DeleteNetworkInterface)/,
        on: here("ec2", "*"),
        when: isNobodyElses,
      },
      // A lease's rule has the lease's tags; its group has the stack's.
      {
        actions: /^(Authorize|ModifySecurityGroupRules)/,
        on: here("ec2", "security-group-rule/*"),
      },
      {
        actions: /^(Authorize|ModifySecurityGroupRules)/,
        on: here("ec2", "security-group/*"),
        when: isOwn,
      },
      { on: here("ec2", "*"), when: isOwn },
    ],
    freetier: [{ on: every }],
    iam: [
      {
        actions: /^PassRole$/,
        on: anywhere("iam", `role/${own}`),
        when: { StringEquals: { "iam:PassedToService": PASSED_TO } },
      },
      {
        actions: /^CreateServiceLinkedRole$/,
        on: anywhere("iam", "role/aws-service-role/*"),
        when: { StringEquals: { "iam:AWSServiceName": LINKED } },
      },
      // What would give a role more wants the role to have the boundary.
      {
        actions: /^(CreateRole|PutRolePolicy|AttachRolePolicy|PutRolePermissionsBoundary)$/,
        on: anywhere("iam", `role/${own}`),
        when: hasBoundary,
      },
      { on: anywhere("iam", `role/${own}`) },
    ],
    kms: [
      { actions: /^(CreateKey|ListAliases)$/, on: every },
      { actions: /Alias$/, on: here("kms", `alias/${own}`) },
      { actions: /Alias$/, on: here("kms", "key/*"), when: isOwn },
      { actions: /^TagResource$/, on: here("kms", "key/*"), when: isNobodyElses },
      { on: here("kms", "key/*"), when: isOwn },
    ],
    lambda: [
      { actions: /^GetAccountSettings$/, on: every },
      { actions: /^InvokeFunction$/, on: here("lambda", `function:${prefix}-migrator`) },
      { on: here("lambda", `function:${own}`) },
    ],
    logs: [
      { actions: /LogDelivery|LogDeliveries|ResourcePolic|^DescribeLogGroups$/, on: every },
      { on: here("logs", `log-group:*/${prefix}*`) },
    ],
    rds: [
      { actions: /^(Describe|CreateDBProxy$)/, on: every },
      // A backup has whatever name somebody gave it, and may be another account's; what is made of it has the stack's.
      {
        actions: /^Restore/,
        on: [...here("rds", "*"), `arn:${place.partition}:rds:${place.region}:*:*snapshot:*`],
      },
      {
        actions: /^CreateDB(Cluster)?Snapshot$/,
        on: here("rds", "*snapshot:*", `db:${own}`, `cluster:${own}`),
        when: isNobodyElses,
      },
      // A snapshot has its database's tags.
      { actions: /^DeleteDB(Cluster)?Snapshot$/, on: here("rds", "*snapshot:*"), when: isOwn },
      // A proxy's ARN has an id that AWS makes; parameters and options that nobody has chosen are AWS's.
      {
        on: here(
          "rds",
          `*:${own}`,
          `*:${prefix}`,
          "db-proxy:*",
          "target-group:*",
          "og:default:*",
          "pg:default.*",
        ),
      },
    ],
    s3: [{ on: [page, `${page}/*`].map((path) => `arn:${place.partition}:s3:::${path}`) }],
    // A zone is its owner's, and there before the stack.
    route53: [
      { actions: /^ListHostedZones$/, on: every },
      { on: ["hostedzone/*", "change/*"].map((it) => `arn:${place.partition}:route53:::${it}`) },
    ],
    wafv2: [
      // What is let go is judged by the pool's own permission: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
      { actions: /^(DisassociateWebACL|GetWebACLForResource)$/, on: every },
      {
        on: ["regional", "global"]
          .flatMap((scope) => [`${scope}/webacl/${own}/*`, `${scope}/managedruleset/*`])
          .map((resource) => arnIn({ ...place, region: "*" }, "wafv2", resource)),
      },
    ],
    scheduler: [{ on: here("scheduler", `schedule/*/${own}`) }],
    secretsmanager: [
      // RDS makes and names it, and tags it with whose it is.
      { actions: /^(CreateSecret|TagResource)$/, on: here("secretsmanager", "secret:rds!*") },
      ...["primaryDBInstanceArn", "primaryDBClusterArn"].map((tag) => ({
        actions: /^GetSecretValue$/,
        on: here("secretsmanager", "secret:rds!*"),
        when: { ArnLike: { [`aws:ResourceTag/aws:rds:${tag}`]: here("rds", `*:${own}`) } },
      })),
    ],
    ses: [
      { actions: /^(GetAccount|GetIdentityVerificationAttributes)$/, on: every },
      { on: here("ses", "identity/*", `configuration-set/${own}`), when: isNobodyElses },
    ],
    sns: [{ on: here("sns", own) }],
    ssm: [{ on: [`arn:${place.partition}:ssm:${place.region}::parameter/aws/service/*`] }],
  };
}
