import { parsePolicyDocument, type PolicyStatement } from "./policy-document.ts";
import type { Fault } from "./finding.ts";
import { CannotTell, recordOf, type Inputs } from "./inputs.ts";
import type { ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** Actions that AWS lets nobody narrow to a resource: a function's network interfaces, traces and figures. */
const WITHOUT_RESOURCE =
  /^(ec2:(Create|Delete)NetworkInterface|ec2:(Una|A)ssignPrivateIpAddresses|(ec2|rds|logs):Describe\w+|xray:(Put\w+|GetSampling\w+)|cloudwatch:PutMetricData|logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy))$/;

const NARROW = "Name the actions and the resources that the code needs.";

/** Rules about what roles may do, and who may take them. */
export const IAM_RULES: readonly ResourceRule[] = [
  {
    name: "iam-no-wildcards",
    controls: ["IAM.1", "IAM.21", "CKV_AWS_290", "CKV_AWS_355"],
    summary:
      "A role may do what it needs, to what it needs; it signs in to the database as one user",
    types: [TYPES.rolePolicy, TYPES.managedPolicy, TYPES.userPolicy, TYPES.role],
    *faults(inputs, { type }) {
      for (const statement of statementsOf(inputs, type)) yield* wildcardsIn(statement);
    },
  },
  {
    name: "iam-no-broad-managed-policy",
    controls: ["CKV_AWS_274", "CKV2_AWS_56"],
    summary: "No role has one of AWS's own policies that allow everything",
    types: [TYPES.rolePolicyAttachment, TYPES.role],
    *faults(inputs, { type }) {
      const given =
        type === TYPES.role ? inputs.list("managedPolicyArns") : [inputs.get("policyArn")];
      for (const arn of given) {
        if (typeof arn !== "string" || isUnknown(arn)) continue;
        if (!/\/(AdministratorAccess|PowerUserAccess|IAMFullAccess|\w+FullAccess)$/.test(arn))
          continue;
        yield { found: `it has ${arn}`, wanted: "a policy of its own", change: NARROW };
      }
      if (given.some((arn) => arn !== undefined && isUnknown(arn)))
        throw new CannotTell("policyArn");
    },
  },
  {
    name: "iam-role-taken-by-one",
    controls: ["CKV_AWS_60", "CKV_AWS_61"],
    summary: "A role can be taken by one named service or account",
    types: [TYPES.role],
    *faults(inputs) {
      const statements = parsePolicyDocument(inputs.get("assumeRolePolicy")) ?? [];
      for (const { effect, principals, conditions } of statements) {
        if (effect !== "Allow" || conditions.length > 0 || !principals.includes("*")) continue;
        yield {
          found: "anybody may take it (Principal *)",
          wanted: "one service",
          change: "Name the service in assumeRolePolicy.",
        };
      }
    },
  },
];

/** Of a policy, or of those that a role holds inline. */
function statementsOf(inputs: Inputs, type: string): PolicyStatement[] {
  const documents =
    type === TYPES.role
      ? inputs.list("inlinePolicies").map((it) => recordOf(it)["policy"])
      : [inputs.get("policy")];
  return documents.flatMap((document) => {
    if (document !== undefined && isUnknown(document)) throw new CannotTell("policy");
    return parsePolicyDocument(document) ?? [];
  });
}

function* wildcardsIn(statement: PolicyStatement): Iterable<Fault> {
  if (statement.effect !== "Allow") return;
  const { actions, notActions, resources, notResources } = statement;
  if (notActions.length > 0 || notResources.length > 0) {
    yield { found: "it allows all but what is named", wanted: "what is named", change: NARROW };
  }
  const broad = actions.find((action) => /^(\*|[\w-]+:\*)$/.test(action));
  if (broad !== undefined) {
    yield { found: `it allows ${broad}`, wanted: "single actions", change: NARROW };
  }
  const loose = actions.filter((action) => !WITHOUT_RESOURCE.test(action));
  if (resources.includes("*") && loose.length > 0) {
    const found = `it allows ${loose.join(", ")} on every resource`;
    yield { found, wanted: "the resources' ARNs", change: NARROW };
  }
  if (!actions.some((action) => /^rds-db:/.test(action))) return;
  for (const resource of resources) {
    if (resource !== "*" && !/dbuser:(\*|[^/]*)\/?$|\*/.test(resource)) continue;
    yield {
      found: `rds-db:connect on ${resource}`,
      wanted: "one database user of one database",
      change: "Name both: arn:aws:rds-db:<region>:<account>:dbuser:<resource id>/<user>.",
    };
  }
}
