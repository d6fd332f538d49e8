import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NightStop, type NightStopArgs } from "#infra/night-stop";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { planOf, type Plan, type PlanOptions } from "#test/plans/pulumi-mocks";

const instance = () => ({
  identifier: pulumi.output("cruddur-dev-database"),
  isCluster: false,
  resource: new aws.rds.Instance("database", {
    identifier: "cruddur-dev-database",
    instanceClass: "db.t4g.micro",
  }),
});

const cluster = () => ({
  identifier: pulumi.output("cruddur-dev-database"),
  isCluster: true,
  resource: new aws.rds.Cluster("database", {
    clusterIdentifier: "cruddur-dev-database",
    engine: "aurora-postgresql",
  }),
});

const made = (database: () => NightStopArgs["database"], at = "20:05", options: PlanOptions = {}) =>
  planOf(
    () =>
      new NightStop("cruddur-night-stop", {
        prefix: "cruddur-dev",
        at,
        timezone: "Europe/Berlin",
        database: database(),
      }),
    options,
  );

const scheduleOf = (plan: Plan<unknown>) => plan.only("aws:scheduler/schedule:Schedule").inputs;

function allowed(plan: Plan<unknown>): unknown {
  const { policy } = plan.named("cruddur-night-stop-policy").inputs;
  return (JSON.parse(policy as string) as { Statement: unknown }).Statement;
}

describe("NightStop", () => {
  let plan: Plan<NightStop>;
  before(async () => void (plan = await made(instance)));

  it("stops the database at its time every day, weekends too, since RDS starts itself after seven", () => {
    const schedule = scheduleOf(plan);
    assert.equal(schedule["scheduleExpression"], "cron(5 20 * * ? *)");
    assert.equal(schedule["scheduleExpressionTimezone"], "Europe/Berlin");
    assert.deepEqual(schedule["flexibleTimeWindow"], { mode: "OFF" });
  });

  it("reads an early hour as a number", async () => {
    const early = scheduleOf(await made(instance, "08:00"));
    assert.equal(early["scheduleExpression"], "cron(0 8 * * ? *)");
  });

  it("asks the scheduler of the partition that the region is in", async () => {
    const state = (type: string) =>
      type === "aws:iam/role:Role"
        ? { arn: `arn:aws-us-gov:iam::${ACCOUNT}:role/cruddur-dev-night-stop` }
        : undefined;
    const { target } = scheduleOf(await made(instance, "20:05", { state }));
    assert.equal(target.arn, "arn:aws-us-gov:scheduler:::aws-sdk:rds:stopDBInstance");
  });

  it("asks RDS for the one instance, and may do nothing else", () => {
    const { target } = scheduleOf(plan);
    assert.equal(target.arn, "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance");
    assert.deepEqual(JSON.parse(target.input as string), {
      DbInstanceIdentifier: "cruddur-dev-database",
    });
    assert.deepEqual(allowed(plan), [
      {
        Effect: "Allow",
        Action: "rds:StopDBInstance",
        Resource: [`arn:aws:rds:${REGION}:${ACCOUNT}:db:cruddur-dev-database`],
      },
    ]);
  });

  it("asks for the cluster where it is one", async () => {
    const aurora = await made(cluster);
    const { target } = scheduleOf(aurora);
    assert.equal(target.arn, "arn:aws:scheduler:::aws-sdk:rds:stopDBCluster");
    assert.deepEqual(JSON.parse(target.input as string), {
      DbClusterIdentifier: "cruddur-dev-database",
    });
    assert.match(
      JSON.stringify(allowed(aurora)),
      /rds:StopDBCluster.*:cluster:cruddur-dev-database/,
    );
  });

  it("tries again while a backup is under way, for an hour and not for ever", () => {
    assert.deepEqual(scheduleOf(plan)["target"].retryPolicy, {
      maximumRetryAttempts: 10,
      maximumEventAgeInSeconds: 3_600,
    });
  });

  it("has a role that the scheduler of this account may take", () => {
    const { assumeRolePolicy } = plan.only("aws:iam/role:Role").inputs;
    assert.deepEqual(JSON.parse(assumeRolePolicy as string).Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      },
    ]);
  });
});
