import { made, nameFrom, type ResourceCalls } from "../resource-calls.ts";

interface Lifecycle {
  readonly deleteAfter: number;
}

interface Rule {
  readonly targetVaultName: string;
  readonly schedule: string;
  readonly startWindow: number;
  readonly lifecycle: Lifecycle;
  readonly copyActions: readonly {
    readonly destinationVaultArn: string;
    readonly lifecycle: Lifecycle;
  }[];
}

const lifecycleOf = ({ deleteAfter, ...others }: Lifecycle) => ({
  DeleteAfterDays: deleteAfter,
  ...others,
});

/** Backups by AWS Backup, and where they are copied. */
export const BACKUP_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:backup/vault:Vault": {
    service: "backup",
    cloudFormation: "AWS::Backup::BackupVault",
    create: {
      CreateBackupVault: {
        BackupVaultName: nameFrom(),
        EncryptionKeyArn: "kmsKeyArn",
        BackupVaultTags: "tags",
      },
    },
    read: ["DescribeBackupVault", "ListTags"],
    update: ["TagResource", "UntagResource"],
    delete: ["DeleteBackupVault"],
    apart: ["region"],
  },
  "aws:backup/plan:Plan": {
    service: "backup",
    create: {
      CreateBackupPlan: {
        BackupPlan: made(["name", "rules"], ({ name, rules }) => ({
          BackupPlanName: name,
          Rules: (rules as readonly Rule[]).map(
            ({ targetVaultName, schedule, startWindow, lifecycle, copyActions, ...others }) => ({
              ...others,
              TargetBackupVaultName: targetVaultName,
              ScheduleExpression: schedule,
              StartWindowMinutes: startWindow,
              Lifecycle: lifecycleOf(lifecycle),
              CopyActions: copyActions.map(({ destinationVaultArn, lifecycle: kept }) => ({
                DestinationBackupVaultArn: destinationVaultArn,
                Lifecycle: lifecycleOf(kept),
              })),
            }),
          ),
        })),
        BackupPlanTags: "tags",
      },
    },
    read: ["GetBackupPlan", "ListTags"],
    update: ["UpdateBackupPlan", "TagResource", "UntagResource"],
    delete: ["DeleteBackupPlan"],
  },
  "aws:backup/selection:Selection": {
    service: "backup",
    create: {
      CreateBackupSelection: {
        BackupPlanId: "planId",
        BackupSelection: made(["name", "iamRoleArn", "resources"], (its) => ({
          SelectionName: its["name"],
          IamRoleArn: its["iamRoleArn"],
          Resources: its["resources"],
        })),
      },
    },
    read: ["GetBackupSelection"],
    update: [],
    delete: ["DeleteBackupSelection"],
  },
};
