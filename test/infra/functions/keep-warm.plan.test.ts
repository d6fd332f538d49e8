import assert from "node:assert/strict";
import { KeepWarm } from "#infra/functions/keep-warm";
import { isWarmEvent } from "#lib/domain/warm-event";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { planOf, type Plan } from "#test/plans/pulumi-mocks";
import { sampleFunction } from "../sample-functions.ts";

describe("KeepWarm", () => {
  let plan: Plan<KeepWarm>;
  before(async () => {
    plan = await planOf(
      () =>
        new KeepWarm("cruddur-keep-warm", {
          prefix: "cruddur-dev",
          functions: [sampleFunction("pre-sign-up"), sampleFunction("api")],
        }),
    );
  });

  const ARNS = ["pre-sign-up", "api"].map(
    (name) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:cruddur-dev-${name}`,
  );

  it("calls each function once a week, well within the two that Lambda waits", () => {
    const schedules = plan.all("aws:scheduler/schedule:Schedule");
    assert.deepEqual(
      schedules.map(({ name, inputs }) => [name, inputs["target"].arn]),
      [
        ["cruddur-keep-warm-pre-sign-up", ARNS[0]],
        ["cruddur-keep-warm-api", ARNS[1]],
      ],
    );
    for (const { inputs } of schedules) {
      assert.match(inputs["scheduleExpression"] as string, /^cron\(\d+ \d+ \? \* MON \*\)$/);
    }
  });

  it("sends what the functions answer without doing anything", () => {
    for (const { inputs } of plan.all("aws:scheduler/schedule:Schedule")) {
      assert.ok(isWarmEvent(JSON.parse(inputs["target"].input as string)));
    }
  });

  it("may call these functions, and no other", () => {
    const { policy } = plan.named("cruddur-keep-warm-policy").inputs;
    assert.deepEqual(JSON.parse(policy as string).Statement, [
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: ARNS },
    ]);
  });

  it("has names that EventBridge Scheduler takes, and changes none that it took before", async () => {
    for (const [stack, names] of [
      ["s".repeat(26), ["-keep-warm-post-authentication", "-keep-warm-api"]],
      ["s".repeat(27), ["-post-authentication", "-keep-warm-api"]],
    ] as const) {
      const prefix = `cruddur-${stack}`;
      const functions = [sampleFunction("post-authentication"), sampleFunction("api")] as const;
      const { resources } = await planOf(
        () => new KeepWarm("cruddur-keep-warm", { prefix, functions }),
      );
      const schedules = resources.filter(({ type }) => type === "aws:scheduler/schedule:Schedule");
      assert.deepEqual(
        schedules.map(({ inputs }) => inputs["name"]),
        names.map((name) => `${prefix}${name}`),
      );
    }
  });
});
