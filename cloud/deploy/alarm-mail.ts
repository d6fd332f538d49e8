import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { UserError } from "#lib/errors";
import type { StackConfig } from "#lib/stack-config/stack-config";
import type { StackOutputs } from "#lib/stack-outputs";
import { asking, clientConfig } from "../aws-client.ts";

/**
 * Whether an address gets the mails of a topic. AWS asks it once, by mail, and tells it nothing until somebody has said
 * yes: `pending`. The question is good for two days; after that the subscription is gone: `lapsed`.
 */
export type AlarmMailState = "confirmed" | "pending" | "lapsed";

/** Asks SNS. Throws a UserError where AWS does not let us look, or there is no such topic. */
export async function alarmMailState(
  region: string,
  topicArn: string,
  email: string,
): Promise<AlarmMailState> {
  const sns = new SNSClient(clientConfig(region));
  const { Subscriptions = [] } = await asking(`tell of topic ${topicArn}`, () =>
    sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn })),
  );
  const own = Subscriptions.find(({ Endpoint }) => Endpoint === email);
  if (own === undefined) return "lapsed";
  return own.SubscriptionArn?.startsWith("arn:") ? "confirmed" : "pending";
}

/** What somebody has to do before alarms become mail, in lines to print; none where they do. */
export function alarmMailAdvice(state: AlarmMailState, email: string, stack: string): string[] {
  if (state === "confirmed") return [];
  if (state === "pending") {
    return [
      `No alarm reaches ${email} yet: AWS has sent a mail "AWS Notification - Subscription Confirmation" there, whose link wants a click within two days.`,
    ];
  }
  return [
    `No alarm reaches ${email}: nobody clicked on the link of AWS's mail within two days. Have it sent again:`,
    `npm run state:refresh -- --target ${stack}, then npm run deploy -- --target ${stack}`,
  ];
}

/** The same of a stack that is up, as lines; none where nobody is named, or AWS does not let us look. */
export async function alarmMailNews(
  config: StackConfig,
  outputs: StackOutputs | undefined,
): Promise<string[]> {
  if (config.environment === "local" || config.alarmEmail === undefined) return [];
  const topicArn = outputs?.alarmTopicArn;
  if (topicArn === undefined) return [];
  const { alarmEmail: email, region, stack } = config;
  try {
    return alarmMailAdvice(await alarmMailState(region, topicArn, email), email, stack);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
