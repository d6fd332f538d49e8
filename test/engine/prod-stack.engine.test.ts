import assert from "node:assert/strict";
import { ADA, postConfirmation, preSignUp } from "../lambda/events.ts";
import { encodingsOf } from "../support/encodings.ts";
import { driftOf } from "../support/catalogs/drift.ts";
import { describeEngine } from "../support/engine/programs.ts";
import type { PulumiEnd } from "../support/engine/engine.ts";
import { runCommand } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";
import { callTrigger } from "../support/stand-in-aws/lambda.ts";

const PROD = {
  "cruddur:environment": "prod",
  "cruddur:region": "us-east-1",
  "cruddur:accountId": "123456789012",
  "cruddur:alarmEmail": "ops@example.com",
};

// One stack and one life, as in dev-stack.engine.test.ts.
describeEngine("the prod stack on the real engine", () => {
  let stack: EngineStack;

  before(async () => {
    stack = await startEngineStack({ stack: "prod", config: PROD });
  });
  after(() => stack.stop());

  const succeeded = async (end: Promise<PulumiEnd>): Promise<void> => {
    const { code, text } = await end;
    assert.equal(code, 0, text);
  };
  const deleted = () => stack.account.calls.filter(({ verb }) => verb === "delete");

  it("goes up without a connection of Pulumi's own to the database, and changes nothing after a refresh", async () => {
    await succeeded(stack.project.up());
    await succeeded(stack.project.refresh("--expect-no-changes"));
    await succeeded(stack.project.up("--expect-no-changes"));
    const { text } = await stack.project.pulumi("stack", "export", "--show-secrets");
    assert.doesNotMatch(text, /pulumi:providers:postgresql/);
    const { secretArn } = stack.account.named("cruddur-database-instance").outputs[
      "masterUserSecrets"
    ][0] as { secretArn: string };
    const { password } = JSON.parse(stack.databases.secret(secretArn)) as { password: string };
    for (const encoding of encodingsOf(password)) assert.ok(!text.includes(encoding));
  });

  it("leaves a database in which db:drift finds nothing", async () => {
    assert.equal(await driftOf({ ...stack.database.server, database: "cruddur" }), "");
  });

  it("signs people up by way of the proxy, by functions that are made when it leads to the database", async () => {
    const { account, databases } = stack;
    const made = account.calls.map(({ name }) => name);
    const target = made.indexOf("cruddur-proxy-target");
    assert.ok(target !== -1 && target < made.indexOf("cruddur-pre-sign-up-function"));
    const asked = preSignUp(ADA);
    assert.deepEqual(await callTrigger(account, databases, "preSignUp", asked), asked);
    await callTrigger(account, databases, "postConfirmation", postConfirmation(ADA));
    const { environment } = account.named("cruddur-pre-sign-up-function").inputs;
    const { endpoint } = account.named("cruddur-proxy-proxy").outputs;
    assert.equal(environment.variables.PGHOST, endpoint);
  });

  it("is not given another key or network: the guard says what to set back, before Pulumi says what to unprotect", async () => {
    const { length } = stack.account.calls;
    stack.project.configure({
      ...PROD,
      "cruddur:customerKey": true,
      "cruddur:cidr": "10.99.0.0/16",
    });
    const args = ["deploy", "--target", "prod", "--dry-run"] as const;
    const { code, stdout, stderr } = await runCommand(stack.project, ...args);
    stack.project.configure(PROD);
    assert.equal(code, 2, `${stdout}\n${stderr}`);
    assert.match(stderr, /would replace the database cruddur-database-instance \(.*kmsKeyId.*\)/);
    assert.match(stderr, /Set it back: pulumi config set customerKey false --stack prod$/m);
    assert.match(stderr, /Set it back: pulumi config set cidr 10\.42\.0\.0\/16 --stack prod$/m);
    assert.doesNotMatch(stderr, /unprotect|`protect`/);
    assert.deepEqual(stack.account.calls.slice(length), []);
  });

  it("is not destroyed: Pulumi refuses before anything is touched", async () => {
    // With its preview, as everybody runs it: told to skip that, the engine deletes all it can before it gives up.
    const { code, text } = await stack.project.pulumi("destroy", "--yes");
    assert.notEqual(code, 0);
    assert.match(text, /cannot be deleted\s+because it is protected/);
    assert.deepEqual(deleted(), []);
  });

  it("keeps accounts and data in AWS when Pulumi's protection is taken off", async () => {
    await succeeded(stack.project.pulumi("state", "unprotect", "--all", "--yes"));
    const { code, text } = await stack.project.destroy();
    assert.notEqual(code, 0);
    assert.match(text, /Cannot delete protected DB Instance|deletion protection is activated/);
    assert.ok(stack.account.named("cruddur-database-instance"));
    assert.ok(stack.account.named("cruddur-user-pool-pool"));
  });
});
