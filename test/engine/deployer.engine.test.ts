import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { deployerPolicies } from "#lib/account-access/deployer";
import { policyArn } from "#lib/account-access/place";
import { fromRoot } from "#lib/root";
import { environmentAt } from "#test/environment-at";
import { ACCOUNT, REGION } from "../support/aws-answers.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { runCommand } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";

const PLACE = { partition: "aws", account: ACCOUNT, region: REGION, stack: "dev" };
const BOUNDARY = policyArn(PLACE, "boundary");

describeEngine("a stack that is deployed with the deployer's policies and nothing else", () => {
  let stack: EngineStack;
  before(async () => {
    stack = await startEngineStack({
      config: {
        "cruddur:environment": "dev",
        "cruddur:region": REGION,
        "cruddur:permissionsBoundary": BOUNDARY,
      },
    });
    cpSync(fromRoot("policy"), stack.project.path("policy"), { recursive: true });
    stack.project.setEnvironment(environmentAt(new Date("2026-12-01T12:00:00Z")));
    await stack.project.pulumi("config"); // makes the stack
  });
  after(() => stack.stop());

  it("ends in one sentence that names the action where one is taken away", async () => {
    stack.account.settings = {
      policies: deployerPolicies(PLACE).map(({ Statement, ...policy }) => ({
        ...policy,
        Statement: Statement.map((one) => ({
          ...one,
          Action: one.Action.filter((action) => action !== "lambda:CreateFunction"),
        })),
      })),
    };
    const ended = await runCommand(stack.project, "deploy", "--target", "dev", "--yes");
    assert.equal(ended.code, 1, ended.stdout + ended.stderr);
    assert.match(
      ended.stderr,
      /You may not do all that stack dev asks for: lambda:CreateFunction on arn:aws:lambda:\S+\.\n.*npm run bootstrap -- --target dev/,
    );
  });

  it("goes up for the first time", async () => {
    stack.account.settings = { policies: deployerPolicies(PLACE) };
    const { code, text } = await stack.project.up();
    assert.equal(code, 0, text);
  });

  it("is taken down", async () => {
    const { code, text } = await stack.project.destroy();
    assert.equal(code, 0, text);
    assert.equal(stack.account.all("aws:lambda/function:Function").length, 0);
  });
});
