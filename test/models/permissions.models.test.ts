import assert from "node:assert/strict";
import { boundaryPolicy } from "#lib/account-access/boundary";
import { deployerActions, deployerPolicies } from "#lib/account-access/deployer";
import { developerPolicies, readerPolicies } from "#lib/account-access/people";
import { ALL_CALLS } from "#lib/aws-calls/calls/all-calls";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { describeWithModels } from "#test/models/describe-with-models";

/** AWS's Service Authorization Reference, as cfn-lint has it; names in small letters. */
type Reference = Readonly<
  Record<
    string,
    {
      readonly Actions: Readonly<Record<string, { readonly Resources?: readonly string[] }>>;
      readonly Resources: Readonly<Record<string, { readonly ARNFormats: readonly string[] }>>;
    }
  >
>;

const PLACE = { partition: "aws", account: ACCOUNT, region: REGION, stack: "dev" };
const STATEMENTS = [
  ...deployerPolicies(PLACE),
  ...readerPolicies(PLACE),
  ...developerPolicies(PLACE, "dev"),
  ...developerPolicies(PLACE, "prod"),
  boundaryPolicy(PLACE),
].flatMap(({ Statement }) => Statement);

/** AWS asks for it, and its reference does not have it (lib/aws-calls/actions.ts). */
const UNTOLD = "apigateway:TagResource";

/**
 * What CloudFormation asks for to make the same types and the provider does not, each with why. It knows all that a type
 * can have; what is new in it and fits nothing here is a call that the table may lack.
 */
const NOT_OURS: Readonly<Record<string, RegExp>> = {
  "a feature that no plan has":
    /^(ec2:(CreateVpcEncryptionControl|DescribeVpcEncryptionControls|ModifyVpcTenancy|(Disa|A)ssociateSubnetCidrBlock|ModifyPrivateDnsNameOptions|.*IamInstanceProfile.*|DescribeKeyPairs|DescribeLaunchTemplate.*|(At|De)tachVolume|ModifyInstance(CreditSpecification|Placement|MaintenanceOptions)|(Unm|M)onitorInstances)|autoscaling:|ssm:|s3(tables|files)?:|acm-pca:|payments:|elasticfilesystem:|firehose:|sns:.*DataProtection|logs:.*(DataProtection|Ind(ex|ices)|BearerToken|DeletionProtection).*|logs:DeleteResourcePolicy|cognito-idp:ListUserPoolClientSecrets|lambda:.*(CodeSigning|Layer|RuntimeManagement|Recursion|Scaling|PublishVersion|CapacityProvider|RuntimeAlias).*|backup:.*BackupVault(Access|Lock|Notif).*|ses:(DescribeConfigurationSet|Put.*)|rds:(AddRole|RemoveRole|.*ReadReplica|.*AutomatedBackups|.*HttpEndpoint|RemoveFromGlobalCluster|Restore).*)/,
  "a key of one's own": /^kms:/,
  "a lookup or another way to the same that the provider goes":
    /^(ec2:(DescribeAccountAttributes|DescribeAvailabilityZones|DescribeInternetGateways|UpdateSecurityGroupRuleDescriptions.*)|iam:ListRoles|rds:(DescribeEvents|DescribeDBEngineVersions|DescribeEngineDefault.*)|cognito-idp:ListTagsForResource)/,
  "never given": /^iam:DeleteRolePermissionsBoundary$/,
  "not in the reference": /^(apigateway:UntagResource|backup-storage:Mount)$/,
};

describeWithModels(
  "the permissions",
  (models) => {
    const reference = models.cfnLint<Reference>("AdditionalSpecs", "Policies.json")!;
    const entryOf = (action: string) => {
      const [service, name] = action.split(":") as [string, string];
      return { of: reference[service], entry: reference[service]?.Actions[name.toLowerCase()] };
    };

    it("are those that IAM has", () => {
      const unknown = STATEMENTS.flatMap(({ Action }) => Action).filter(
        (action) => action !== UNTOLD && entryOf(action).entry === undefined,
      );
      assert.deepEqual([...new Set(unknown)], []);
    });

    it("are on what AWS judges them by", () => {
      const faults = STATEMENTS.flatMap(({ Action, Resource }) =>
        Action.filter((action) => action !== UNTOLD && !Resource.includes("*")).flatMap(
          (action) => {
            const { of, entry } = entryOf(action);
            const formats = (entry?.Resources ?? []).flatMap(
              (kind) => of!.Resources[kind.toLowerCase()]?.ARNFormats ?? [],
            );
            return Resource.some((pattern) => formats.some((format) => meet(pattern, format)))
              ? []
              : [
                  `${action} is on ${formats.join(" or ") || "nothing in particular"}, not on ${Resource.join()}`,
                ];
          },
        ),
      );
      assert.deepEqual([...new Set(faults)], []);
    });

    it("lack none of CloudFormation's but for what the provider does not do", () => {
      const ours = new Set([...deployerActions()].map((action) => action.toLowerCase()));
      const others = new Set<string>();
      for (const { cloudFormation } of Object.values(ALL_CALLS)) {
        if (cloudFormation === undefined) continue;
        const { handlers = {} } = models.schema("us-east-1", cloudFormation) as {
          handlers?: Record<string, { permissions?: string[] }>;
        };
        for (const [verb, { permissions = [] }] of Object.entries(handlers)) {
          if (verb === "list") continue;
          for (const one of permissions) if (!ours.has(one.toLowerCase())) others.add(one);
        }
      }
      const reasons = Object.entries(NOT_OURS);
      const left = [...others].filter((one) => !reasons.some(([, of]) => of.test(one)));
      assert.deepEqual(left.toSorted(), [], "lib/aws-calls lacks them, or NOT_OURS says why not");
      for (const [why, of] of reasons)
        assert.ok(
          [...others].some((one) => of.test(one)),
          why,
        );
    });
  },
  { current: true },
);

/**
 * Whether anything can fit both a pattern of ours and one of the reference's formats. Public parameters, and images, are
 * no account's (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html).
 */
function meet(pattern: string, format: string): boolean {
  const filled = format
    .replace("${Partition}", PLACE.partition)
    .replace("${Region}", pattern.split(":")[3] ?? "")
    .replace("${Account}", pattern.includes("::parameter/") ? "" : PLACE.account);
  const ours = pattern.split("*")[0]!;
  const theirs = filled.split(".*")[0]!;
  return ours.startsWith(theirs) || (theirs.startsWith(ours) && pattern.includes("*"));
}
