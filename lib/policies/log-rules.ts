import { shown } from "./inputs.ts";
import { givenRule, inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

/** Logs, alarms, and what carries their news. */
export const LOG_RULES: readonly ResourceRule[] = [
  inputRule({
    name: "log-kept-for-a-time",
    controls: ["CKV_AWS_66"],
    summary: "A log group says how long it keeps its lines",
    types: [TYPES.logGroup],
    property: "retentionInDays",
    // 0 is for ever, at $0.03 a gigabyte and month.
    isRight: (days) => Number(days) > 0,
    wanted: "a number of days; nothing said is for ever",
    change: "Set retentionInDays (logRetentionDays in the stack's configuration).",
  }),
  inputRule({
    name: "log-kept-a-year",
    controls: ["CloudWatch.16", "CKV_AWS_338"],
    summary: "Logs are kept for a year",
    types: [TYPES.logGroup],
    property: "retentionInDays",
    isRight: (days) => Number(days ?? 0) >= 365 || Number(days) === 0,
    wanted: "365 days or more",
    change: "Set logRetentionDays: 365 in the stack's configuration.",
  }),
  givenRule({
    name: "log-own-key",
    controls: ["CKV_AWS_158"],
    summary: "Logs are encrypted by a key of our own",
    types: [TYPES.logGroup],
    property: "kmsKeyId",
    wanted: "a customer-managed key",
    change: "Set kmsKeyId.",
  }),
  {
    name: "alarm-heard",
    controls: ["CKV_AWS_319"],
    summary: "An alarm tells somebody",
    types: [TYPES.metricAlarm],
    *faults(inputs) {
      const change = "Set alarmEmail in the stack's configuration.";
      if (inputs.get("actionsEnabled") === false) {
        yield { found: "actionsEnabled is false", wanted: "true", change: "Take it away." };
      }
      if (inputs.list("alarmActions").length === 0) {
        yield { found: "alarmActions is empty", wanted: "a topic that sends mail", change };
      }
    },
  },
  givenRule({
    name: "topic-encrypted",
    controls: ["CKV_AWS_26"],
    summary: "A topic's messages are encrypted",
    types: [TYPES.topic],
    property: "kmsMasterKeyId",
    wanted: "a key whose policy lets CloudWatch and RDS use it (alias/aws/sns does not)",
    change: "Set kmsMasterKeyId to a key of our own.",
  }),
  {
    name: "queue-encrypted",
    controls: ["CKV_AWS_27"],
    summary: "A queue's messages are encrypted",
    types: [TYPES.queue],
    *faults(inputs) {
      // SQS encrypts by a key of its own unless told not to.
      const isOwn = inputs.get("sqsManagedSseEnabled");
      if (isOwn !== false || inputs.text("kmsMasterKeyId") !== undefined) return;
      yield {
        found: `sqsManagedSseEnabled is ${shown(isOwn)}`,
        wanted: "true, or kmsMasterKeyId",
        change: "Take sqsManagedSseEnabled away.",
      };
    },
  },
  givenRule({
    name: "schedule-own-key",
    controls: ["CKV_AWS_297"],
    summary: "A schedule's input is encrypted by a key of our own",
    types: [TYPES.schedule],
    property: "kmsKeyArn",
    wanted: "a customer-managed key",
    change: "Set kmsKeyArn.",
  }),
];
