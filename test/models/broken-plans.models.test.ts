import assert from "node:assert/strict";
import { describeWithModels } from "#test/models/describe-with-models";
import { planFaults } from "#test/models/plan-faults";
import { planInRegion } from "#test/models/plan-in-region";
import { PLANNED_AT, STACKS } from "#test/plans/program-plan";
import type { RecordedResource } from "#test/plans/pulumi-mocks";

type Inputs = Readonly<Record<string, unknown>>;

/** What is broken in the plan of dev: a resource, its inputs instead, and the fault. */
const BROKEN: Readonly<Record<string, readonly [name: string, instead: Inputs, fault: RegExp]>> = {
  "a name that is too long": [
    "cruddur-keep-warm-api",
    { name: "n".repeat(65) },
    /^cruddur-keep-warm-api\.name \(CreateSchedule Name\): "n+" has 65 characters, and 64 are the most$/,
  ],
  "a name with what AWS does not take": [
    "cruddur-api-role",
    { name: "cruddur dev" },
    /^cruddur-api-role\.name \(CreateRole RoleName\): "cruddur dev" is not as \[\\w\+=,\.@-\]\+ wants it$/,
  ],
  "a text that is too long by the documentation only": [
    "cruddur-access-database-from-functions",
    { description: "d".repeat(256) },
    /from-functions\.description \(.+Description\): "d+…" has 256 characters, and 255 are the most by the documentation$/,
  ],
  "a character that only the documentation leaves out": [
    "cruddur-access-database-from-functions",
    { description: "The database's own" },
    /from-functions\.description \(.+Description\): "The database's own" has others than letters, /,
  ],
  "a runtime out of support": [
    "cruddur-api-function",
    { runtime: "nodejs20.x" },
    /^cruddur-api-function\.runtime \(Runtime\): "nodejs20\.x" is without support since 2026-04-30$/,
  ],
  "a runtime that is none": [
    "cruddur-api-function",
    { runtime: "nodejs99.x" },
    /^cruddur-api-function\.runtime \(CreateFunction Runtime\): "nodejs99\.x" is none of nodejs, /,
  ],
  "a value that is none of the API's": [
    "cruddur-user-pool-pool",
    { userPoolTier: "FREE" },
    /^cruddur-user-pool-pool\.userPoolTier \(CreateUserPool UserPoolTier\): "FREE" is none of LITE, ESSENTIALS, PLUS$/,
  ],
  "a value that only CloudFormation lists": [
    "cruddur-api-logs",
    { retentionInDays: 15 },
    /^cruddur-api-logs\.retentionInDays \(retentionInDays\): 15 must be equal to one of the allowed values: 1, 3, 5, /,
  ],
  "a required member that is missing": [
    "cruddur-database-instance",
    { engine: undefined },
    /^cruddur-database-instance\.engine \(CreateDBInstance Engine\): required, and missing$/,
  ],
  "a property that no call takes": [
    "cruddur-api-function",
    { memory: 512 },
    /^cruddur-api-function\.memory: no call of aws:lambda\/function:Function takes it$/,
  ],
  "a property below one that is no member": [
    "cruddur-api-function",
    { tracingConfig: { mode: "Active", sampling: 1 } },
    /^cruddur-api-function\.tracingConfig \(CreateFunction TracingConfig\.sampling\): no member of TracingConfig$/,
  ],
  "a value of another type": [
    "cruddur-api-function",
    { timeout: "ten" },
    /^cruddur-api-function\.timeout \(CreateFunction Timeout\): "ten" is no integer$/,
  ],
  "a number that is too small": [
    "cruddur-api-function",
    { memorySize: 64 },
    /^cruddur-api-function\.memorySize \(CreateFunction MemorySize\): is 64, and 128 are the least$/,
  ],
  "a class that the region does not have": [
    "cruddur-database-instance",
    { instanceClass: "db.t4g.nano" },
    /^cruddur-database-instance\.instanceClass \(DBInstanceClass\): "db\.t4g\.nano" must be equal to one of .* in us-east-1$/,
  ],
  "a log that the engine does not have": [
    "cruddur-database-instance",
    { enabledCloudwatchLogsExports: ["slowquery"] },
    /^cruddur-database-instance\.enabledCloudwatchLogsExports \(.+\): "slowquery" is no log of RDS for PostgreSQL: postgresql \| upgrade/,
  ],
  "a schedule of a call that is none": [
    "cruddur-night-stop-schedule",
    { target: { arn: "arn:aws:scheduler:::aws-sdk:rds:haltDBInstance", roleArn: "arn" } },
    /^cruddur-night-stop-schedule\.target \(Target\): rds has no call "haltDBInstance"$/,
  ],
  "a schedule of a call without what it wants": [
    "cruddur-night-stop-schedule",
    { target: { arn: "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", input: "{}" } },
    /^cruddur-night-stop-schedule\.target \(Target\): Input\.DBInstanceIdentifier: required, and missing$/,
  ],
  "an action that is none": [
    "cruddur-api-policy",
    { policy: '{"Statement":[{"Action":["logs:PutLogEvent"]}]}' },
    /^cruddur-api-policy\.policy: "logs:PutLogEvent" is no action of IAM's$/,
  ],
  "a namespace of buckets that is none": [
    "cruddur-site-bucket",
    { bucketNamespace: "mine" },
    /^cruddur-site-bucket\.bucketNamespace \(CreateBucket BucketNamespace\): "mine" is none of account-regional, global$/,
  ],
  "a value deep in a distribution": [
    "cruddur-site-distribution",
    { priceClass: "PriceClass_9" },
    /^cruddur-site-distribution\.priceClass \(CreateDistributionWithTags .+PriceClass\): "PriceClass_9" is none of PriceClass_100, /,
  ],
  "a region without a user pool": [
    "cruddur-aws",
    { region: "cn-north-1" },
    /^cruddur-user-pool-pool: cn-north-1 has no AWS::Cognito::UserPool$/,
  ],
  "an ARN of another partition": [
    "cruddur-aws",
    { region: "us-gov-west-1" },
    /^cruddur-api-function\.role: "arn:aws:iam::123456789012:role\/cruddur-dev-api" is not of us-gov-west-1's partition aws-us-gov$/,
  ],
};

describeWithModels("AWS's own models say of a broken plan", (models) => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await planInRegion("dev", STACKS.dev, models));
  });

  for (const [title, [name, instead, fault]] of Object.entries(BROKEN)) {
    it(`that it has ${title}`, () => {
      assert.ok(
        resources.some((resource) => resource.name === name),
        `no ${name} in the plan`,
      );
      const broken = resources.map((resource) => {
        if (resource.name !== name) return resource;
        const inputs = Object.entries({ ...resource.inputs, ...instead });
        return {
          ...resource,
          inputs: Object.fromEntries(inputs.filter(([, value]) => value !== undefined)),
        };
      });
      const faults = planFaults(broken, models, PLANNED_AT);
      assert.ok(
        faults.some((text) => fault.test(text)),
        faults.join("\n") || "nothing",
      );
    });
  }

  it("that it has a type that no row is about", () => {
    const queue = { ...resources.at(-1)!, type: "aws:sqs/queue:Queue", name: "queue" };
    const [fault] = planFaults([resources[0]!, queue], models, PLANNED_AT);
    assert.equal(fault, "queue: no row of lib/aws-calls/calls has aws:sqs/queue:Queue");
  });
});
