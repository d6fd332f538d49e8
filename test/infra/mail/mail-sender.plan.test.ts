import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { planOf, valueOf } from "#test/plans/pulumi-mocks";
import { MailSender, type MailSenderArgs } from "../../../infra/mail/mail-sender.ts";

const ZONE = { id: "Z0CRUDDUR", name: "cruddur.example" };
const ARN = "arn:aws:ses:eu-south-1:123456789012:identity/cruddur.example";

const sender = (args: Pick<MailSenderArgs, "zone" | "found">) =>
  planOf(
    () =>
      new MailSender(
        "cruddur-mail",
        {
          prefix: "cruddur-dev",
          stack: "dev",
          environment: "dev",
          region: "eu-south-1",
          from: "no-reply@cruddur.example",
          ...args,
        },
        { providers: [new aws.Provider("aws", { region: "eu-south-1" })] },
      ),
  );

describe("MailSender", () => {
  it("makes the records in the zone, where the region's keys are, and sends when SES has seen them", async () => {
    const plan = await sender({ zone: ZONE, found: undefined });
    const records = plan.all("aws:route53/record:Record").map(({ inputs }) => inputs);
    assert.deepEqual(
      records.map(({ name, records: values }) => [name, values]),
      ["token1", "token2", "token3"].map((token) => [
        `${token}._domainkey.cruddur.example`,
        [`${token}.dkim.eu-south-1.amazonses.com`],
      ]),
    );
    const verification = plan.named("cruddur-mail-verification");
    assert.deepEqual(
      verification.dependsOn,
      [0, 1, 2].map((index) => `cruddur-mail-dkim-${index}`),
    );
    const email = await valueOf(plan.result.emailConfiguration!);
    assert.equal(email.emailSendingAccount, "DEVELOPER");
    assert.equal(email.fromEmailAddress, "no-reply@cruddur.example");
    assert.match(email.sourceArn!, /:identity\/cruddur\.example$/);
    assert.equal(email.configurationSet, "cruddur-dev-mail");
  });

  it("waits for nobody where the zone is elsewhere, until SES has verified the domain", async () => {
    const first = await sender({ zone: undefined, found: undefined });
    assert.equal(first.result.emailConfiguration, undefined);
    assert.equal(first.all("aws:route53/record:Record").length, 0);
    const tags = { project: "cruddur", stack: "dev" };
    const own = { arn: ARN, tags };
    const second = await sender({ zone: undefined, found: { ...own, isVerified: false } });
    assert.equal(second.result.emailConfiguration, undefined);
    const third = await sender({ zone: undefined, found: { ...own, isVerified: true } });
    assert.ok(third.result.emailConfiguration);
    assert.equal(third.all("aws:sesv2/emailIdentity:EmailIdentity").length, 1);
  });

  it("uses another stack's identity as it is, which SES has one of", async () => {
    for (const tags of [{ project: "cruddur", stack: "prod" }, {}]) {
      const plan = await sender({ zone: ZONE, found: { arn: ARN, isVerified: true, tags } });
      assert.equal(plan.all("aws:sesv2/emailIdentity:EmailIdentity").length, 0);
      assert.equal(plan.all("aws:route53/record:Record").length, 0);
      assert.equal((await valueOf(plan.result.emailConfiguration!)).sourceArn, ARN);
    }
    const pending = { arn: ARN, isVerified: false, tags: {} };
    assert.equal(
      (await sender({ zone: ZONE, found: pending })).result.emailConfiguration,
      undefined,
    );
  });
});
