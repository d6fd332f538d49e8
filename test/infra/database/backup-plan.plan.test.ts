import assert from "node:assert/strict";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { coreProgram } from "#test/plans/core-program";
import { planOf } from "#test/plans/pulumi-mocks";
import { devConfig } from "#test/plans/stack-configs";

const made = (values: Readonly<Record<string, unknown>> = {}) =>
  planOf(() => coreProgram(devConfig({ backupCopyTo: "eu-west-1", ...values })));

const PLAN = "aws:backup/plan:Plan";
const VAULT = "aws:backup/vault:Vault";

interface Rule {
  readonly targetVaultName: string;
  readonly schedule: string;
  readonly startWindow: number;
  readonly lifecycle: { readonly deleteAfter: number };
  readonly copyActions: readonly {
    readonly destinationVaultArn: string;
    readonly lifecycle: { readonly deleteAfter: number };
  }[];
}

describe("BackupPlan", () => {
  for (const topology of ["instance", "aurora"] as const) {
    it(`makes a backup of the database a day, and copies it to a vault of the other region, for ${topology}`, async () => {
      const plan = await made({ topology, backupDays: 21 });
      const [here, there] = plan.all(VAULT).map(({ inputs }) => inputs);
      assert.deepEqual(here, { name: "cruddur-dev-backups" });
      assert.deepEqual(there, { name: "cruddur-dev-copies", region: "eu-west-1" });
      const [rule, ...others] = plan.only(PLAN).inputs["rules"] as Rule[];
      assert.deepEqual(others, []);
      assert.equal(rule!.targetVaultName, "cruddur-dev-backups");
      assert.match(rule!.schedule, /^cron\(\d+ \d+ \* \* \? \*\)$/);
      assert.equal(rule!.startWindow, 60);
      assert.deepEqual(rule!.copyActions, [
        {
          destinationVaultArn: `arn:aws:backup:eu-west-1:${ACCOUNT}:backup-vault:cruddur-dev-copies`,
          lifecycle: { deleteAfter: 21 },
        },
      ]);
      assert.deepEqual(rule!.lifecycle, { deleteAfter: 21 });
      const { inputs } = plan.only("aws:backup/selection:Selection");
      const kind = topology === "aurora" ? "cluster" : "db";
      assert.deepEqual(inputs["resources"], [
        `arn:aws:rds:${REGION}:${ACCOUNT}:${kind}:cruddur-dev-database`,
      ]);
    });
  }

  it("copies to the vault of another account, and makes none there", async () => {
    const vault = "arn:aws:backup:eu-west-1:210987654321:backup-vault:cruddur";
    const plan = await made({ backupCopyTo: vault, customerKey: true });
    assert.equal(plan.all(VAULT).length, 1);
    const [rule] = plan.only(PLAN).inputs["rules"] as Rule[];
    assert.equal(rule!.copyActions[0]!.destinationVaultArn, vault);
  });

  it("acts by a role that AWS Backup alone may take, for this account", async () => {
    const plan = await made();
    const { inputs } = plan.named("cruddur-database-backup-role");
    const { Statement } = JSON.parse(inputs["assumeRolePolicy"] as string) as {
      Statement: readonly unknown[];
    };
    assert.deepEqual(Statement, [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "backup.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      },
    ]);
    assert.match(
      plan.named("cruddur-database-backup-policy").inputs["policyArn"] as string,
      /^arn:aws:iam::aws:policy\/service-role\/AWSBackupServiceRolePolicyForBackup$/,
    );
    assert.deepEqual(plan.named("cruddur-database-backup-selection").dependsOn, [
      "cruddur-database-backup-policy",
    ]);
  });

  it("protects its vaults where the database is protected, and is none where nothing is copied", async () => {
    const isProtected = async (values: Readonly<Record<string, unknown>>) =>
      (await made(values)).all(VAULT).map(({ options }) => options.protect);
    assert.deepEqual(await isProtected({ protected: true }), [true, true]);
    assert.deepEqual(await isProtected({}), [false, false]);
    const none = await planOf(() => coreProgram(devConfig()));
    assert.deepEqual(none.all(VAULT), []);
  });
});
