import assert from "node:assert/strict";
import { boundaryPolicy } from "#lib/account-access/boundary";
import { deployerPolicies } from "#lib/account-access/deployer";
import { developerPolicies, readerPolicies } from "#lib/account-access/people";
import { policyArn } from "#lib/account-access/place";
import { MOST_CHARACTERS, type Policy } from "#lib/account-access/policy";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { isAllowed } from "#test/iam/decide";

const PLACE = { partition: "aws", account: ACCOUNT, region: REGION, stack: "dev" };
const deployer = deployerPolicies(PLACE);
const reader = readerPolicies(PLACE);
const developer = developerPolicies(PLACE, "dev");
const inProduction = developerPolicies({ ...PLACE, stack: "prod" }, "prod");

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const tagged = (stack: string) => ({
  "aws:ResourceTag/project": "cruddur",
  "aws:ResourceTag/stack": stack,
});
const secretOf = (database: string) => ({
  "aws:ResourceTag/aws:rds:primaryDBInstanceArn": arn("rds", `db:${database}`),
});
const bounded = { "iam:PermissionsBoundary": policyArn(PLACE, "boundary") };

type Case = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

function holds(policies: readonly Policy[], expected: boolean, cases: readonly Case[]): void {
  for (const [action, resource, context = {}] of cases) {
    const told = `${action} on ${resource} ${JSON.stringify(context)}`;
    assert.equal(isAllowed(policies, { action, resource, context }), expected, told);
  }
}

describe("deployerPolicies", () => {
  it("give no way to more than they give", () => {
    holds(deployer, false, [
      ["iam:CreateRole", role("cruddur-dev-api")],
      [
        "iam:CreateRole",
        role("cruddur-dev-api"),
        { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
      ],
      ["iam:PutRolePolicy", role("cruddur-dev-api")],
      ["iam:AttachRolePolicy", role("cruddur-dev-api")],
      ["iam:CreateRole", role("admin"), bounded],
      ["iam:DeleteRolePermissionsBoundary", role("cruddur-dev-api"), bounded],
      [
        "iam:PutRolePermissionsBoundary",
        role("cruddur-dev-api"),
        { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
      ],
      ["iam:CreatePolicyVersion", policyArn(PLACE, "boundary")],
      ["iam:UpdateAssumeRolePolicy", role("cruddur/cruddur-dev-deploy")],
      ["iam:PutRolePolicy", role("cruddur/cruddur-dev-deploy"), bounded],
      ["iam:PassRole", role("cruddur-dev-api"), { "iam:PassedToService": "ec2.amazonaws.com" }],
      ["iam:PassRole", role("admin"), { "iam:PassedToService": "lambda.amazonaws.com" }],
      ["iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/cruddur-dev-x`],
      ["sts:AssumeRole", role("admin")],
    ]);
    holds(deployer, true, [
      ["iam:CreateRole", role("cruddur-dev-api"), bounded],
      ["iam:PassRole", role("cruddur-dev-api"), { "iam:PassedToService": "lambda.amazonaws.com" }],
    ]);
  });

  it("let through the calls of commands, on the stack's own", () => {
    const database = arn("rds", "db:cruddur-dev-database");
    const snapshot = arn("rds", "snapshot:before-the-launch");
    const everywhere = [
      ...["freetier:GetAccountPlanState", "lambda:GetAccountSettings", "logs:DescribeLogGroups"],
      ...["rds:DescribeOrderableDBInstanceOptions", "rds:DescribeDBInstances"],
      ...["rds:DescribeDBSnapshots", "cloudformation:ListResources", "cloudformation:GetResource"],
      ...["ec2:DescribeSecurityGroupRules", "ec2:DescribeInstances", "ec2:DescribeSubnets"],
    ];
    holds(deployer, true, [
      ...everywhere.map((action) => [action, "*"] as const),
      ["lambda:GetFunctionConcurrency", arn("lambda", "function:cruddur-dev-api")],
      ["lambda:InvokeFunction", arn("lambda", "function:cruddur-dev-migrator")],
      ["rds:StartDBInstance", database],
      ["rds:CreateDBSnapshot", database],
      ["rds:CreateDBSnapshot", snapshot],
      ["rds:DeleteDBSnapshot", snapshot, tagged("dev")],
      ["rds:ModifyDBInstance", database],
      ["rds:RestoreDBInstanceFromDBSnapshot", database],
      ["rds:RestoreDBInstanceFromDBSnapshot", snapshot.replace(ACCOUNT, "210987654321")],
      ["rds:RestoreDBInstanceToPointInTime", arn("rds", "auto-backup:ab-1")],
      ["logs:DeleteLogGroup", arn("logs", "log-group:/aws/lambda/cruddur-dev-api")],
      ["sns:ListSubscriptionsByTopic", arn("sns", "cruddur-dev-alarms")],
      [
        "secretsmanager:GetSecretValue",
        arn("secretsmanager", "secret:rds!db-1"),
        secretOf("cruddur-dev-database"),
      ],
      ["ec2:AuthorizeSecurityGroupIngress", arn("ec2", "security-group/sg-1"), tagged("dev")],
      ["ec2:ModifySecurityGroupRules", arn("ec2", "security-group-rule/sgr-1")],
      ["ec2:CreateTags", arn("ec2", "security-group-rule/sgr-1")],
      ["ec2:StartInstances", arn("ec2", "instance/i-1"), tagged("dev")],
      ["s3:ListBucket", `arn:aws:s3:::cruddur-dev-page-${ACCOUNT}-${REGION}-an`],
    ]);
  });

  it("leave other stacks alone", () => {
    holds(deployer, false, [
      ["rds:DeleteDBInstance", arn("rds", "db:cruddur-prod-database")],
      ["rds:DeleteDBSnapshot", arn("rds", "snapshot:cruddur-dev-1"), tagged("prod")],
      ["ec2:DeleteVpc", arn("ec2", "vpc/vpc-1"), tagged("prod")],
      ["ec2:CreateTags", arn("ec2", "vpc/vpc-1"), tagged("prod")],
      [
        "kms:ScheduleKeyDeletion",
        arn("kms", "key/1"),
        { "kms:ResourceAliases": "alias/cruddur-state" },
      ],
      [
        "secretsmanager:GetSecretValue",
        arn("secretsmanager", "secret:rds!db-1"),
        secretOf("cruddur-prod-database"),
      ],
      [
        "s3:GetObject",
        `arn:aws:s3:::cruddur-state-${ACCOUNT}-${REGION}-an/.pulumi/stacks/cruddur/prod.json`,
      ],
      ["s3:DeleteBucketPolicy", `arn:aws:s3:::cruddur-state-${ACCOUNT}-${REGION}-an`],
    ]);
    holds(deployer, true, [
      ["ec2:DeleteVpc", arn("ec2", "vpc/vpc-1"), tagged("dev")],
      [
        "s3:PutObject",
        `arn:aws:s3:::cruddur-state-${ACCOUNT}-${REGION}-an/.pulumi/stacks/cruddur/dev.json`,
      ],
    ]);
  });
});

describe("developerPolicies", () => {
  it("opens and closes leases of the stack's group, starts, stops and reads, and makes nothing", () => {
    const rule = arn("ec2", "security-group-rule/sgr-1");
    holds(developer, true, [
      ["ec2:AuthorizeSecurityGroupIngress", arn("ec2", "security-group/sg-1"), tagged("dev")],
      ["ec2:AuthorizeSecurityGroupIngress", rule],
      ["ec2:CreateTags", rule],
      ["ec2:RevokeSecurityGroupIngress", arn("ec2", "security-group/sg-1"), tagged("dev")],
      ["rds:StopDBInstance", arn("rds", "db:cruddur-dev-database")],
      [
        "secretsmanager:GetSecretValue",
        arn("secretsmanager", "secret:rds!db-1"),
        secretOf("cruddur-dev-database"),
      ],
      ["rds-db:connect", arn("rds-db", "dbuser:db-1/cruddur_reader")],
      ["lambda:InvokeFunction", arn("lambda", "function:cruddur-dev-migrator")],
    ]);
    holds(developer, false, [
      ["ec2:AuthorizeSecurityGroupIngress", arn("ec2", "security-group/sg-1")],
      ["ec2:RevokeSecurityGroupIngress", arn("ec2", "security-group/sg-1"), tagged("prod")],
      ["ec2:CreateTags", arn("ec2", "vpc/vpc-1")],
      ["rds-db:connect", arn("rds-db", "dbuser:db-1/cruddur_migrator")],
      ["lambda:InvokeFunction", arn("lambda", "function:cruddur-dev-api")],
      ["rds:DeleteDBInstance", arn("rds", "db:cruddur-dev-database")],
      ["rds:ModifyDBInstance", arn("rds", "db:cruddur-dev-database")],
    ]);
  });

  it("keeps production's master user, schema and being up to those who deploy", () => {
    holds(inProduction, false, [
      [
        "secretsmanager:GetSecretValue",
        arn("secretsmanager", "secret:rds!db-1"),
        secretOf("cruddur-prod-database"),
      ],
      ["lambda:InvokeFunction", arn("lambda", "function:cruddur-prod-migrator")],
      ["rds:StopDBInstance", arn("rds", "db:cruddur-prod-database")],
    ]);
    holds(inProduction, true, [
      ["rds-db:connect", arn("rds-db", "dbuser:db-1/cruddur_reader")],
      ["rds:StartDBInstance", arn("rds", "db:cruddur-prod-database")],
    ]);
  });
});

describe("readerPolicies", () => {
  it("changes nothing and reads no secret", () => {
    const verbs = reader.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    const others = verbs.filter(
      (action) => !/:(Describe|Get|List|View|GET$|Decrypt$)/.test(action),
    );
    assert.deepEqual(others, []);
    assert.ok(!verbs.includes("secretsmanager:GetSecretValue"));
  });
});

describe("every policy", () => {
  it("is as long as AWS takes, for the longest names", () => {
    const place = {
      ...PLACE,
      partition: "aws-us-gov",
      region: "ap-southeast-2",
      stack: "a".repeat(32),
    };
    for (const policy of [
      ...readerPolicies(place),
      ...developerPolicies(place, "dev"),
      boundaryPolicy(place),
    ]) {
      assert.ok(JSON.stringify(policy).length <= MOST_CHARACTERS);
    }
  });
});
