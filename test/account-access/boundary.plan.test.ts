import assert from "node:assert/strict";
import { boundaryPolicy } from "#lib/account-access/boundary";
import { parsePolicyDocument } from "#lib/policies/policy-document";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { isAllowed } from "#test/iam/decide";
import type { Plan } from "#test/plans/pulumi-mocks";
import { programPlan, STACKS } from "#test/plans/program-plan";

const placeOf = (stack: string) => ({ partition: "aws", account: ACCOUNT, region: REGION, stack });

const here = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const on = (resource: string, ...actions: readonly string[]) =>
  actions.map((action) => ({ action, resource }));

/** What policies of AWS's allow that roles of ours have, as far as they need it. */
const OF_AWS: Readonly<Record<string, (stack: string) => ReturnType<typeof on>>> = {
  AmazonRDSEnhancedMonitoringRole: () =>
    on(
      here("logs", "log-group:RDSOSMetrics"),
      ...["logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:CreateLogStream"],
      ...["logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"],
    ),
  AWSBackupServiceRolePolicyForBackup: (stack) => [
    ...on(
      here("rds", `db:cruddur-${stack}-database`),
      ...["rds:AddTagsToResource", "rds:ListTagsForResource", "rds:DescribeDBSnapshots"],
      ...["rds:CreateDBSnapshot", "rds:CopyDBSnapshot", "rds:DescribeDBInstances"],
    ),
    ...on(
      here("rds", "snapshot:awsbackup:job-1"),
      ...["rds:CreateDBSnapshot", "rds:CopyDBSnapshot", "rds:DeleteDBSnapshot"],
      "rds:ModifyDBSnapshotAttribute",
    ),
    ...on(
      here("rds", `cluster:cruddur-${stack}-database`),
      ...["rds:CreateDBClusterSnapshot", "rds:DescribeDBClusters"],
    ),
    ...on(
      here("rds", "cluster-snapshot:awsbackup:job-1"),
      ...["rds:DescribeDBClusterSnapshots", "rds:CopyDBClusterSnapshot"],
      ...["rds:DeleteDBClusterSnapshot", "rds:ModifyDBClusterSnapshotAttribute"],
    ),
    ...on(
      here("backup", `backup-vault:cruddur-${stack}-backups`),
      ...["backup:DescribeBackupVault", "backup:CopyFromBackupVault", "backup:CopyIntoBackupVault"],
    ),
    ...on(here("kms", "key/1"), "kms:CreateGrant", "kms:DescribeKey"),
  ],
};

/** All that the roles of a plan are given. */
function givenIn(stack: string, plan: Plan<object>) {
  const own = plan
    .all("aws:iam/rolePolicy:RolePolicy")
    .flatMap(({ inputs }) => parsePolicyDocument(inputs["policy"])!)
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
    );
  const attached = plan
    .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .flatMap(({ inputs }) => {
      const name = String(inputs["policyArn"]).split("/").at(-1)!;
      assert.ok(OF_AWS[name], `${name} is attached to a role: say in OF_AWS what of it is needed`);
      return OF_AWS[name](stack);
    });
  return [...own, ...attached];
}

describe("boundaryPolicy", () => {
  it("lets the roles of every plan do what their policies say, and has nothing that none says", async () => {
    const given = new Set<string>();
    for (const [stack, values] of Object.entries(STACKS)) {
      const boundary = boundaryPolicy(placeOf(stack));
      const wanted = givenIn(stack, await programPlan(stack, { ...values, region: REGION }));
      const cut = wanted.filter((one) => !isAllowed([boundary], { ...one, context: {} }));
      assert.deepEqual(cut, [], stack);
      for (const { action } of wanted) given.add(action);
    }
    const all = boundaryPolicy(placeOf("dev")).Statement.flatMap(({ Action }) => Action);
    assert.deepEqual(
      all.filter((action) => !given.has(action)),
      [],
    );
  });
});
