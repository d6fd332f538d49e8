import assert from "node:assert/strict";
import { stackNameFaults } from "#lib/stack-config/rules/rules";
import { describeWithModels } from "#test/models/describe-with-models";
import { planFaults } from "#test/models/plan-faults";
import { planInRegion } from "#test/models/plan-in-region";
import { PLANNED_AT } from "#test/plans/program-plan";
import { ACCOUNT } from "#test/plans/stack-values";

/** The longest stack name that the rules allow. */
const LONGEST = Array.from({ length: 100 }, (_, length) => "s".repeat(length)).findLast(
  (name) => stackNameFaults(name, "dev").length === 0,
)!;

const mailed = { alarmEmail: "ops@cruddur.example", monthlyBudgetUsd: "1000000" };

/** Legal stacks at the limits of what they may be: each kind of region, topology, proxy, jump host, night stop. */
const EXTREMES = {
  "a proxy, a jump host and a night stop, in GovCloud": {
    environment: "dev",
    region: "us-gov-west-1",
    publicAccess: "false",
    jumpHost: "true",
    proxy: "true",
    stopAt: "23:59",
    timezone: "America/Argentina/Buenos_Aires",
    backupDays: "35",
    logRetentionDays: "3653",
    alarmEmail: mailed.alarmEmail,
  },
  "Aurora that is stopped at night, in a newer region": {
    environment: "dev",
    topology: "aurora",
    region: "mx-central-1",
    minAcu: "0",
    maxAcu: "256",
    stopAt: "00:00",
    ...mailed,
  },
  "production of two zones and the largest size, in the oldest region": {
    environment: "prod",
    accountId: ACCOUNT,
    topology: "multi-az",
    region: "us-east-1",
    instanceClass: "db.r8g.24xlarge",
    storageGib: "59000",
    maxStorageGib: "65536",
    jumpHost: "true",
    customerKey: "true",
    backupCopyTo: `arn:aws:backup:us-east-1:210987654321:backup-vault:${"v".repeat(50)}`,
    triggerConcurrency: "10",
    apiConcurrency: "30",
    ...mailed,
  },
  "production of Aurora with the proxy, in GovCloud": {
    environment: "prod",
    accountId: ACCOUNT,
    topology: "aurora",
    proxy: "true",
    region: "us-gov-east-1",
    backupCopyTo: "us-gov-west-1",
    allowedOrigins: JSON.stringify(
      Array.from({ length: 20 }, (_, at) => `https://${at}.cruddur.example`),
    ),
    alarmEmail: mailed.alarmEmail,
  },
};

describeWithModels(
  "AWS's own models, with the longest stack name",
  (models) => {
    for (const [title, values] of Object.entries(EXTREMES)) {
      it(`have nothing against ${title}`, async () => {
        const { resources } = await planInRegion(LONGEST, values, models);
        assert.deepEqual(planFaults(resources, models, PLANNED_AT), []);
      });
    }
  },
  { current: true },
);
