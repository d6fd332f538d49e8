import { RefusedError } from "#lib/errors";
import type { Preview } from "#lib/plan/preview";
import { TYPES } from "#lib/policies/resource-types";
import { Snapshots } from "../restore/snapshots.ts";

/**
 * Refuses a destroy of vaults that hold backups of the stack's database: AWS Backup deletes no vault that is not empty, and
 * would say so in the middle. Its backups of RDS are snapshots, of which RDS tells.
 *
 * @param region the stack's; a vault of another one says so itself
 * @param preview of the destroy
 */
export async function refuseRecoveryPoints(
  region: string,
  { steps }: Pick<Preview, "steps">,
  stack: string,
): Promise<void> {
  const deleted = steps.filter(({ op }) => op === "delete");
  const database = deleted.find(({ type }) => type === TYPES.instance || type === TYPES.cluster);
  if (database === undefined) return;
  const { identifier, clusterIdentifier } = database.old?.inputs ?? {};
  const kind = database.type === TYPES.cluster ? "cluster" : "instance";
  for (const { type, old } of deleted) {
    if (type !== TYPES.backupVault || old === undefined) continue;
    const place = String(old.inputs["region"] ?? region);
    const snapshots = await new Snapshots(place, kind).of(
      (server) => server === (identifier ?? clusterIdentifier),
    );
    const backups = snapshots.filter((snapshot) => snapshot.type === "awsbackup");
    if (backups.length > 0) throw refusal(String(old.inputs["name"]), place, backups.length, stack);
  }
}

function refusal(vault: string, region: string, count: number, stack: string): RefusedError {
  const at = `--backup-vault-name ${vault} --region ${region}`;
  return new RefusedError(
    `Vault ${vault} in ${region} has ${count === 1 ? "a backup" : `${count} backups`} of stack ${stack}'s database, and AWS deletes none that is not empty. Nothing was done.`,
    [
      "Are they wanted? Leave the stack as it is: each ends by itself, and a new one is made every day.",
      `If not, delete them for good: aws backup list-recovery-points-by-backup-vault ${at} --query 'RecoveryPoints[].[RecoveryPointArn]' --output text | xargs -n 1 aws backup delete-recovery-point ${at} --recovery-point-arn`,
      `And again: npm run destroy -- --target ${stack}`,
    ].join("\n"),
  );
}
