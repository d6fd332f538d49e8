import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf, partitionOf } from "../arn.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface AlarmMailArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** Who gets it. AWS asks them once, by mail, whether they want it. */
  email: string;
  transform?: { topic?: Transform<aws.sns.TopicArgs> };
}

/** Services that put messages into the topic. */
const SENDERS = ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"];

/** An encrypted topic whose messages become mail. Its key costs a dollar a month. */
export class AlarmMail extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmMailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:AlarmMail", name, {}, opts);
    const child = { parent: this };

    // AWS's own key for topics, alias/aws/sns, lets no service in: the alarm would ring and nobody would be told.
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Messages of the topic ${args.prefix}-alarms`,
        enableKeyRotation: true,
        deletionWindowInDays: 7,
      },
      child,
    );
    const account = accountOf(key.arn);
    // What senders need is in "Enable compatibility between event sources from AWS services and encrypted topics" of the
    // SNS guide. CloudWatch and RDS name the account for which they ask; EventBridge, which does not, could send nothing.
    const keyPolicy = new aws.kms.KeyPolicy(
      `${name}-key-policy`,
      {
        keyId: key.id,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "AccountDecides",
              Effect: "Allow",
              Principal: {
                AWS: pulumi.interpolate`arn:${partitionOf(key.arn)}:iam::${account}:root`,
              },
              Action: "kms:*",
              Resource: "*",
            },
            {
              Sid: "SendersEncrypt",
              Effect: "Allow",
              Principal: { Service: SENDERS },
              Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
              Resource: "*",
              Condition: { StringEquals: { "aws:SourceAccount": account } },
            },
          ],
        }),
      },
      child,
    );
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      applyTransform<aws.sns.TopicArgs>(
        {
          name: `${args.prefix}-alarms`,
          displayName: `Alarms of ${args.prefix}`,
          kmsMasterKeyId: key.arn,
        },
        args.transform?.topic,
      ),
      { ...child, dependsOn: keyPolicy },
    );
    const topicPolicy = new aws.sns.TopicPolicy(
      `${name}-topic-policy`,
      {
        arn: topic.arn,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "SendersPublish",
              Effect: "Allow",
              Principal: { Service: SENDERS },
              Action: "sns:Publish",
              Resource: topic.arn,
              Condition: { StringEquals: { "aws:SourceAccount": account } },
            },
          ],
        }),
      },
      child,
    );
    new aws.sns.TopicSubscription(
      `${name}-subscription`,
      { topic: topic.arn, protocol: "email", endpoint: args.email },
      child,
    );

    // With the policy in place: a subscription to events is tried at once.
    this.topicArn = pulumi.all([topic.arn, topicPolicy.id]).apply(([arn]) => arn);
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
