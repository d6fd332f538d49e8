import assert from "node:assert/strict";
import {
  CreateTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { alarmMailAdvice, alarmMailState } from "#cloud/deploy/alarm-mail";
import { UserError } from "#lib/errors";
import { describeWithMoto } from "#test/moto";

const REGION = "eu-central-1";
const EMAIL = "ops@example.com";

describeWithMoto("alarmMailState", () => {
  let sns: SNSClient;
  let topicArn: string;
  before(async () => {
    sns = new SNSClient({ region: REGION });
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "cruddur-dev-alarms" }));
    topicArn = TopicArn!;
  });

  it("is lapsed where nobody is subscribed, and says how the question is asked again", async () => {
    assert.equal(await alarmMailState(REGION, topicArn, EMAIL), "lapsed");
    assert.match(
      alarmMailAdvice("lapsed", EMAIL, "dev").join("\n"),
      /npm run state:refresh -- --target dev/,
    );
  });

  it("is confirmed of the one who said yes alone, and then there is nothing to say", async () => {
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: "email", Endpoint: EMAIL }),
    );
    assert.equal(await alarmMailState(REGION, topicArn, EMAIL), "confirmed");
    assert.equal(await alarmMailState(REGION, topicArn, "other@example.com"), "lapsed");
    assert.deepEqual(alarmMailAdvice("confirmed", EMAIL, "dev"), []);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: SubscriptionArn! }));
  });

  it("tells of a topic that is not there", async () => {
    await assert.rejects(alarmMailState(REGION, `${topicArn}-2`, EMAIL), UserError);
  });
});
