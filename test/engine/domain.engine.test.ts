import assert from "node:assert/strict";
import { describeEngine } from "../support/engine/programs.ts";
import type { PulumiEnd } from "../support/engine/engine.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";

const DEV = { "cruddur:environment": "dev", "cruddur:region": "eu-central-1" };

const succeeded = async (end: Promise<PulumiEnd>): Promise<string> => {
  const { code, text } = await end;
  assert.equal(code, 0, text);
  return text;
};

/** What the user pool sends its mail by. */
const sender = ({ account }: EngineStack) =>
  account.named("cruddur-user-pool-pool").inputs["emailConfiguration"] as Record<string, string>;

// Each one stack, and so one life.
describeEngine(
  "a stack with a domain and mail of a zone of the account, on the real engine",
  () => {
    let stack: EngineStack;

    before(async () => {
      stack = await startEngineStack({ config: DEV });
    });
    after(() => stack.stop());

    it("is planned for a stack that is up without them, though SES has not said which records yet", async () => {
      await succeeded(stack.project.up());
      stack.project.configure({
        ...DEV,
        "cruddur:domainName": "app.cruddur.example",
        "cruddur:mailFrom": "no-reply@cruddur.example",
      });
      await succeeded(stack.project.preview());
    });

    it("goes up at once, makes the records and waits for AWS to see them, and changes nothing at a second up", async () => {
      const text = await succeeded(stack.project.up());
      assert.doesNotMatch(text, /DNS records/);
      assert.deepEqual(sender(stack), {
        configurationSet: "cruddur-dev-mail",
        emailSendingAccount: "DEVELOPER",
        fromEmailAddress: "no-reply@cruddur.example",
        sourceArn: stack.account.named("cruddur-mail-identity").outputs["arn"],
      });
      const proof = stack.account.named("cruddur-certificate-proof").inputs;
      assert.equal(proof["zoneId"], "Z0CRUDDUREXAMPLE");
      const { arn } = stack.account.named("cruddur-certificate-certificate").outputs;
      assert.match(arn as string, /^arn:aws:acm:us-east-1:/);
      await succeeded(stack.project.up("--expect-no-changes"));
    });

    it("goes down", async () => {
      await succeeded(stack.project.destroy());
      assert.deepEqual(stack.account.all("aws:route53/record:Record"), []);
    });
  },
);

describeEngine("a stack with a domain and mail of a zone elsewhere, on the real engine", () => {
  let stack: EngineStack;

  before(async () => {
    stack = await startEngineStack({
      config: {
        ...DEV,
        "cruddur:domainName": "app.other.example",
        "cruddur:mailFrom": "no-reply@other.example",
      },
    });
  });
  after(() => stack.stop());

  it("has all but the name up where nobody makes the records, and tells them before it waits", async () => {
    const { code, text } = await stack.project.up();
    assert.notEqual(code, 0);
    const told = text.indexOf("DNS records for app.other.example's certificate are missing");
    assert.ok(told > 0 && told < text.indexOf("cruddur-certificate-validation creating"), text);
    assert.match(
      text,
      /^ +_c0ffee\.app\.other\.example {2}CNAME {2}_decade\.acm-validations\.aws\.$/m,
    );
    assert.match(
      text,
      /^ +token3\._domainkey\.other\.example {2}CNAME {2}token3\.dkim\.amazonses\.com$/m,
    );
    assert.deepEqual(sender(stack), { emailSendingAccount: "COGNITO_DEFAULT" });
    const { apiUrl } = await stack.project.outputs();
    assert.ok(apiUrl);
  });

  it("goes on where it stopped when they are there, sends by SES, and changes nothing at the next up", async () => {
    stack.account.settings = {
      recordsElsewhere: [
        "_c0ffee.app.other.example",
        ...["token1", "token2", "token3"].map((token) => `${token}._domainkey.other.example`),
      ],
    };
    await succeeded(stack.project.up());
    assert.equal(sender(stack)["emailSendingAccount"], "DEVELOPER");
    await succeeded(stack.project.up("--expect-no-changes"));
  });
});
