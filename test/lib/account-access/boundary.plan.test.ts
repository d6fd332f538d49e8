import assert from "node:assert/strict";
import { boundaryPolicy } from "#lib/account-access/boundary";
import { parsePolicyDocument } from "#lib/policies/policy-document";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { isAllowed } from "#test/iam/decide";
import type { Plan } from "#test/plans/pulumi-mocks";
import { programPlan, STACKS } from "#test/plans/program-plan";

const placeOf = (stack: string) => ({ partition: "aws", account: ACCOUNT, region: REGION, stack });

/** What AmazonRDSEnhancedMonitoringRole allows, which is the one policy of AWS's that a role of ours has. */
const MONITORING = [
  "logs:CreateLogGroup",
  "logs:PutRetentionPolicy",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "logs:DescribeLogStreams",
  "logs:GetLogEvents",
].map((action) => ({
  action,
  resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:RDSOSMetrics`,
}));

/** All that the roles of a plan are given. */
function givenIn(plan: Plan<object>) {
  const own = plan
    .all("aws:iam/rolePolicy:RolePolicy")
    .flatMap(({ inputs }) => parsePolicyDocument(inputs["policy"])!)
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
    );
  const attached = plan
    .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .map(({ inputs }) => String(inputs["policyArn"]).split("/").at(-1));
  assert.ok(
    attached.every((name) => name === "AmazonRDSEnhancedMonitoringRole"),
    attached.join(),
  );
  return [...own, ...(attached.length > 0 ? MONITORING : [])];
}

describe("boundaryPolicy", () => {
  it("lets the roles of every plan do what their policies say, and has nothing that none says", async () => {
    const given = new Set<string>();
    for (const [stack, values] of Object.entries(STACKS)) {
      const boundary = boundaryPolicy(placeOf(stack));
      const wanted = givenIn(await programPlan(stack, { ...values, region: REGION }));
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
