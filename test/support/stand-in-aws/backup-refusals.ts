import { CLUSTER_SNAPSHOT, SNAPSHOT, type Held, type StandInAccount } from "./account.ts";

type Verb = "create" | "update" | "delete";

const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";

interface PlanRule {
  readonly targetVaultName: string;
  readonly copyActions: readonly { readonly destinationVaultArn: string }[];
}

/** A vault goes when it is empty; its backups of RDS are snapshots, which bear AWS Backup's name. */
function vault(account: StandInAccount, verb: Verb, { id }: Held): string | undefined {
  if (verb !== "delete") return undefined;
  const backups = [...account.all(SNAPSHOT), ...account.all(CLUSTER_SNAPSHOT)].filter((one) =>
    one.id.startsWith("awsbackup:"),
  );
  return backups.length === 0
    ? undefined
    : `api error InvalidRequestException: Backup vault ${id} cannot be deleted because it contains recovery points.`;
}

/** It names vaults that are there, those of other accounts aside. */
function plan(account: StandInAccount, verb: Verb, { inputs }: Held): string | undefined {
  if (verb === "delete") {
    return undefined;
  }
  const vaults = account.all(VAULT);
  for (const { targetVaultName, copyActions } of inputs["rules"] as PlanRule[]) {
    const isThere = ({ outputs }: Held, arn: string) => outputs["arn"] === arn;
    const missing = [
      ...(vaults.some((one) => one.inputs["name"] === targetVaultName) ? [] : [targetVaultName]),
      ...copyActions
        .map(({ destinationVaultArn }) => destinationVaultArn)
        .filter((arn) => arn.includes(":123456789012:") && !vaults.some((it) => isThere(it, arn))),
    ];
    if (missing.length > 0) {
      return `api error InvalidParameterValueException: Backup vault ${missing[0]} does not exist.`;
    }
  }
  return undefined;
}

function selection(account: StandInAccount, verb: Verb, { inputs }: Held): string | undefined {
  if (verb === "delete") return undefined;
  const role = account
    .all("aws:iam/role:Role")
    .find(({ outputs }) => outputs["arn"] === inputs["iamRoleArn"]);
  const trust = String(role?.inputs["assumeRolePolicy"]);
  return trust.includes("backup.amazonaws.com") && account.find(PLAN, inputs["planId"])
    ? undefined
    : "api error InvalidParameterValueException: IAM Role is not valid or cannot be assumed by AWS Backup.";
}

export const BACKUP_REFUSALS = {
  [VAULT]: vault,
  [PLAN]: plan,
  "aws:backup/selection:Selection": selection,
};
