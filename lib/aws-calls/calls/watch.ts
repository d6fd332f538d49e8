import {
  always,
  json,
  made,
  nameFrom,
  renamed,
  tagList,
  type ResourceCalls,
} from "../resource-calls.ts";

/** A query of a metric alarm's, as the provider takes it. */
interface Query {
  readonly metric?: Readonly<Record<string, unknown>>;
}

const dimensionList = (dimensions: unknown) =>
  Object.entries(dimensions as object).map(([Name, Value]) => ({ Name, Value }));

interface Notification {
  readonly subscriberEmailAddresses: readonly string[];
}

/** What tells people of faults and costs. */
export const WATCH_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:cloudwatch/logGroup:LogGroup": {
    service: "logs",
    cloudFormation: "AWS::Logs::LogGroup",
    create: {
      CreateLogGroup: { logGroupName: nameFrom() },
      PutRetentionPolicy: { logGroupName: "name" },
    },
    read: ["DescribeLogGroups", "ListTagsForResource"],
    update: [
      "PutRetentionPolicy",
      "DeleteRetentionPolicy",
      "AssociateKmsKey",
      "DisassociateKmsKey",
      "TagResource",
      "UntagResource",
    ],
    delete: ["DeleteLogGroup"],
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    service: "logs",
    cloudFormation: "AWS::Logs::MetricFilter",
    create: {
      PutMetricFilter: {
        filterName: nameFrom(),
        filterPattern: "pattern",
        metricTransformations: renamed("metricTransformation", {
          name: "metricName",
          namespace: "metricNamespace",
          value: "metricValue",
        }),
      },
    },
    read: ["DescribeMetricFilters"],
    update: ["PutMetricFilter"],
    delete: ["DeleteMetricFilter"],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    service: "cloudwatch",
    cloudFormation: "AWS::CloudWatch::Alarm",
    create: {
      PutMetricAlarm: {
        AlarmName: nameFrom(),
        Dimensions: made(["dimensions"], ({ dimensions }) => dimensionList(dimensions)),
        Metrics: made(["metricQueries"], ({ metricQueries }) =>
          (metricQueries as readonly Query[]).map(({ metric, ...query }) => {
            if (metric === undefined) return query;
            const { dimensions, namespace, metricName, ...others } = metric;
            const Dimensions = dimensionList(dimensions);
            return {
              ...query,
              MetricStat: { ...others, Metric: { namespace, metricName, Dimensions } },
            };
          }),
        ),
        Tags: tagList(),
      },
    },
    read: ["DescribeAlarms", "ListTagsForResource"],
    update: ["PutMetricAlarm", "TagResource", "UntagResource"],
    delete: ["DeleteAlarms"],
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    service: "cloudwatch",
    cloudFormation: "AWS::CloudWatch::Dashboard",
    create: { PutDashboard: {} },
    read: ["GetDashboard"],
    update: ["PutDashboard"],
    delete: ["DeleteDashboards"],
    isUntagged: true,
  },
  "aws:sns/topic:Topic": {
    service: "sns",
    cloudFormation: "AWS::SNS::Topic",
    named: { Name: "TopicName" },
    create: {
      CreateTopic: {
        Name: nameFrom(),
        Attributes: made(["displayName", "kmsMasterKeyId"], ({ displayName, kmsMasterKeyId }) => ({
          DisplayName: displayName,
          KmsMasterKeyId: kmsMasterKeyId,
        })),
        Tags: tagList(),
      },
    },
    read: ["GetTopicAttributes", "ListTagsForResource"],
    update: ["SetTopicAttributes", "TagResource", "UntagResource"],
    delete: ["DeleteTopic"],
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    service: "sns",
    create: {
      SetTopicAttributes: {
        TopicArn: "arn",
        AttributeName: always("Policy"),
        AttributeValue: json("policy"),
      },
    },
    read: ["GetTopicAttributes"],
    update: ["SetTopicAttributes"],
    delete: ["SetTopicAttributes"],
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    service: "sns",
    cloudFormation: "AWS::SNS::Subscription",
    create: { Subscribe: { TopicArn: "topic" } },
    read: ["GetSubscriptionAttributes", "ListSubscriptionsByTopic"],
    update: ["SetSubscriptionAttributes"],
    delete: ["Unsubscribe"],
  },
  "aws:kms/key:Key": {
    service: "kms",
    cloudFormation: "AWS::KMS::Key",
    create: {
      CreateKey: { Tags: tagList("TagKey", "TagValue") },
      EnableKeyRotation: { KeyId: made(["enableKeyRotation", "id"], ({ id }) => id) },
    },
    read: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"],
    update: [
      "UpdateKeyDescription",
      "EnableKeyRotation",
      "DisableKeyRotation",
      "TagResource",
      "UntagResource",
    ],
    delete: ["ScheduleKeyDeletion"],
    later: { ScheduleKeyDeletion: { KeyId: "id", PendingWindowInDays: "deletionWindowInDays" } },
  },
  "aws:kms/keyPolicy:KeyPolicy": {
    service: "kms",
    create: { PutKeyPolicy: { PolicyName: always("default"), Policy: json("policy") } },
    read: ["GetKeyPolicy"],
    update: ["PutKeyPolicy"],
    delete: ["PutKeyPolicy"],
  },
  "aws:kms/alias:Alias": {
    service: "kms",
    cloudFormation: "AWS::KMS::Alias",
    create: { CreateAlias: { AliasName: "name" } },
    read: ["ListAliases"],
    update: ["UpdateAlias"],
    delete: ["DeleteAlias"],
  },
  "aws:budgets/budget:Budget": {
    service: "budgets",
    create: {
      CreateBudget: {
        AccountId: "accountId",
        Budget: made(["name", "budgetType", "timeUnit", "limitAmount", "limitUnit"], (budget) => ({
          BudgetName: budget["name"],
          BudgetType: budget["budgetType"],
          TimeUnit: budget["timeUnit"],
          BudgetLimit: { Amount: budget["limitAmount"], Unit: budget["limitUnit"] },
        })),
        // The provider makes them by a CreateNotification each, of the same shapes.
        NotificationsWithSubscribers: made(["notifications"], ({ notifications }) =>
          (notifications as readonly Notification[]).map(
            ({ subscriberEmailAddresses, ...notification }) => ({
              Notification: notification,
              Subscribers: subscriberEmailAddresses.map((Address) => ({
                SubscriptionType: "EMAIL",
                Address,
              })),
            }),
          ),
        ),
        ResourceTags: tagList(),
      },
    },
    read: [
      "DescribeBudget",
      "DescribeNotificationsForBudget",
      "DescribeSubscribersForNotification",
    ],
    update: ["UpdateBudget", "CreateNotification", "DeleteNotification"],
    delete: ["DeleteBudget"],
  },
};
