import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import { accountOf, partitionOf } from "../arn.ts";
import { dailyCron } from "../daily-cron.ts";
import { applyTransform, type Transform } from "../transform.ts";
import { trustOf } from "../trust.ts";
import { windowsOf } from "./windows.ts";

export interface BackupPlanArgs {
  /** Physical names start with it: `cruddur-prod`. */
  prefix: string;
  config: Pick<DatabaseConfig, "backupDays" | "isProtected" | "nightStop">;
  /** Of the instance, or of the cluster. */
  databaseArn: pulumi.Output<string>;
  /** A region, in which a vault is made, or the ARN of a vault that is there, another account's. */
  copyTo: string;
  transform?: { plan?: Transform<aws.backup.PlanArgs> };
}

/**
 * A backup a day by AWS Backup, and a copy of each in another region or account, where neither a lost region nor
 * somebody with all rights in this one reaches it. They are kept as long as the automated ones.
 *
 * Backups of RDS are snapshots under the database's own key, whatever the vault's is; a copy in another region is under
 * the key of the vault there (AWS Backup's guide, "Encryption for a backup copy to a different account or Region").
 */
export class BackupPlan extends pulumi.ComponentResource {
  constructor(name: string, args: BackupPlanArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:BackupPlan", name, {}, opts);
    const child = { parent: this };
    const { config, copyTo, databaseArn } = args;
    const physical = `${args.prefix}-backups`;

    // Under AWS Backup's own key of the region, which a vault has where none is named.
    const vaultOf = (what: string, region?: string) =>
      new aws.backup.Vault(
        `${name}-${what}`,
        { name: `${args.prefix}-${what}`, ...(region === undefined ? {} : { region }) },
        { ...child, protect: config.isProtected },
      );
    const vault = vaultOf("backups");
    const copies = copyTo.startsWith("arn:") ? copyTo : vaultOf("copies", copyTo).arn;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: physical,
        description: "Lets AWS Backup make snapshots of the database, and copy them.",
        assumeRolePolicy: trustOf("backup.amazonaws.com", accountOf(databaseArn)),
      },
      child,
    );
    const policy = new aws.iam.RolePolicyAttachment(
      `${name}-policy`,
      {
        role: role.name,
        policyArn: pulumi.interpolate`arn:${partitionOf(databaseArn)}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup`,
      },
      child,
    );
    const kept = { deleteAfter: config.backupDays };
    const plan = new aws.backup.Plan(
      `${name}-plan`,
      applyTransform<aws.backup.PlanArgs>(
        {
          name: physical,
          rules: [
            {
              ruleName: "daily",
              targetVaultName: vault.name,
              schedule: dailyCron(windowsOf(config.nightStop).copied),
              // The least that AWS takes: what has not begun by then would meet the windows of RDS.
              startWindow: 60,
              lifecycle: kept,
              copyActions: [{ destinationVaultArn: copies, lifecycle: kept }],
            },
          ],
        },
        args.transform?.plan,
      ),
      child,
    );
    new aws.backup.Selection(
      `${name}-selection`,
      { name: "database", planId: plan.id, iamRoleArn: role.arn, resources: [databaseArn] },
      // A role that may not yet is refused.
      { ...child, dependsOn: policy },
    );
    this.registerOutputs({});
  }
}
