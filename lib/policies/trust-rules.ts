import { CannotTell, type Inputs } from "./inputs.ts";
import { parsePolicyDocument, type PolicyStatement } from "./policy-document.ts";
import type { ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** Where a resource says which service may use it. */
export const TRUSTS: Readonly<Record<string, string>> = {
  [TYPES.role]: "assumeRolePolicy",
  [TYPES.key]: "policy",
  [TYPES.keyPolicy]: "policy",
  [TYPES.topic]: "policy",
  [TYPES.topicPolicy]: "policy",
  [TYPES.queue]: "policy",
  [TYPES.queuePolicy]: "policy",
  [TYPES.bucketPolicy]: "policy",
  [TYPES.mailIdentityPolicy]: "policy",
  [TYPES.logResourcePolicy]: "policyDocument",
  [TYPES.backupVaultPolicy]: "policy",
};

/**
 * Services that take a role without telling for whom, so that a condition would shut them out, each with where AWS says
 * so. A role of another account cannot be given to any of them: iam:PassRole ends at the account.
 */
const SAYING_NOTHING: Readonly<Record<string, string>> = {
  "lambda.amazonaws.com":
    "the trust of an execution role in Lambda's guide (lambda-intro-execution-role) has no condition",
  "rds.amazonaws.com":
    "RDS Proxy: its trust in the guide (rds-proxy-iam-setup) has none, and the guide's list of what tells a source (cross-service-confused-deputy-prevention) leaves the proxy out; a proxy without its role would end every sign-up",
};

/** Rules about what a service may do with a resource of ours on somebody's behalf. */
export const TRUST_RULES: readonly ResourceRule[] = [
  {
    name: "trust-of-own-account",
    controls: ["CRUDDUR.SOURCE"],
    summary: "A service that is let in acts for this account's resources alone",
    types: [...Object.keys(TRUSTS), TYPES.permission],
    *faults(inputs, { type }) {
      for (const { service, names } of type === TYPES.permission
        ? permissionOf(inputs)
        : trustedBy(inputs, type)) {
        if (names || (type === TYPES.role && service in SAYING_NOTHING)) continue;
        yield {
          found: `${service} is let in whomever it acts for`,
          wanted: "for resources of this account: others could have theirs use it otherwise",
          change:
            type === TYPES.permission
              ? "Set sourceArn to the caller's ARN, or sourceAccount."
              : "Add a Condition: StringEquals aws:SourceAccount, or ArnLike aws:SourceArn.",
        };
      }
    },
  },
];

interface Trusted {
  readonly service: string;
  /** Whether the account, or a resource of it, is named. */
  readonly names: boolean;
}

function permissionOf(inputs: Inputs): Trusted[] {
  const service = inputs.text("principal") ?? "";
  if (!SERVICE.test(service)) return [];
  const [account, arn] = [inputs.text("sourceAccount"), inputs.text("sourceArn")];
  return [{ service, names: account !== undefined || namesAccount(arn ?? "") }];
}

function trustedBy(inputs: Inputs, type: string): Trusted[] {
  const document = inputs.get(TRUSTS[type]!);
  if (document !== undefined && isUnknown(document)) throw new CannotTell(TRUSTS[type]!);
  return (parsePolicyDocument(document) ?? [])
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) =>
      statement.principals
        .filter((principal) => SERVICE.test(principal))
        .map((service) => ({ service, names: hasSource(statement) })),
    );
}

const SERVICE = /\.amazonaws\.com(\.cn)?$/;

const hasSource = ({ conditions }: PolicyStatement): boolean =>
  conditions.some(
    ({ key, values }) =>
      values.length > 0 &&
      ((key === "aws:sourceaccount" && values.every((value) => /^\d{12}$/.test(value))) ||
        (key === "aws:sourcearn" && values.every(namesAccount))),
  );

/** Whether an ARN has an account in it; a bucket's has none. */
const namesAccount = (arn: string): boolean => /^\d{12}$/.test(arn.split(":")[4] ?? "");
