import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import { AlarmMail } from "./mail.ts";
import type { AlarmRule } from "./rule.ts";
import { apiAlarm } from "./api.ts";
import type { Database } from "../database/database.ts";
import { databaseAlarms } from "./database.ts";
import { functionAlarms, isService } from "./functions.ts";
import { logCountsOf, namespaceOf, PROFILE_PENDING } from "./log-counts.ts";
import type { NodeFunction } from "../functions/node-function.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface AlarmsArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** The stack, as commands call it: `dev`. */
  target: string;
  /** `dev` has the alarms only that tell what nobody would notice by working: ten cost nothing. */
  environment: "dev" | "prod";
  config: DatabaseConfig;
  database: Pick<Database, "identifier">;
  /** Of the HTTP API. */
  apiId: pulumi.Input<string>;
  /** Physical name of RDS Proxy, where there is one. */
  proxyName?: pulumi.Output<string>;
  /** All functions; those that nobody waits for get none. */
  functions: readonly NodeFunction[];
  /** Who is told by mail; undefined, and the alarms are seen in the console only. */
  email: string | undefined;
  transform?: { alarm?: Transform<aws.cloudwatch.MetricAlarmArgs> };
}

/** CloudWatch's alarms, and the mail by which they tell somebody. Each alarm's description says what to do. */
export class Alarms extends pulumi.ComponentResource {
  /** The topic whose messages become mail, for others who have something to tell; undefined without `email`. */
  readonly topicArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Alarms", name, {}, opts);
    const child = { parent: this };
    const { prefix, target, config, database } = args;
    const services = args.functions.filter(isService);

    const mail =
      args.email === undefined
        ? undefined
        : new AlarmMail(`${name}-mail`, { prefix, email: args.email }, child);
    const counts = services.flatMap(({ spec, logGroupName }) => logCountsOf(spec, logGroupName));
    for (const count of counts) {
      new aws.cloudwatch.LogMetricFilter(
        `${name}-${count.role}`,
        {
          name: `${prefix}-${count.name}`,
          logGroupName: count.logGroupName,
          pattern: count.pattern,
          metricTransformation: {
            namespace: namespaceOf(prefix),
            name: count.metric,
            value: "1",
            defaultValue: "0",
          },
        },
        child,
      );
    }
    const rules = [
      ...databaseAlarms(config, database.identifier, target),
      ...services.flatMap((service) => functionAlarms(service, prefix, target)),
      apiAlarm(args.apiId, prefix, target),
      profilePendingAlarm(prefix, target),
      ...(args.proxyName ? [pinnedAlarm(args.proxyName)] : []),
    ];
    for (const rule of rules.filter(({ isInDev }) => isInDev || args.environment === "prod")) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${rule.role}`,
        applyTransform<aws.cloudwatch.MetricAlarmArgs>(
          alarmArgs(rule, prefix, mail?.topicArn),
          args.transform?.alarm,
        ),
        child,
      );
    }
    this.topicArn = mail?.topicArn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

function profilePendingAlarm(prefix: string, target: string): AlarmRule {
  return {
    role: "profile-pending",
    description: `Somebody is confirmed in Cognito and has no row in users yet. They get it at their next sign-in or call of the API. Look for the event profile_pending in the functions' log groups, whose errorCode says why; if the database was stopped: npm run rds:start -- --target ${target}.`,
    namespace: namespaceOf(prefix),
    metric: PROFILE_PENDING,
    dimensions: {},
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
    isInDev: true,
  };
}

function pinnedAlarm(ProxyName: pulumi.Output<string>): AlarmRule {
  return {
    role: "proxy-pinned",
    description:
      "RDS Proxy keeps sessions for single clients, so that it can lend fewer. Something sent SET, a named prepared statement or LISTEN: functions behind the proxy have DATABASE_PREPARE=off, and settings belong to the role.",
    namespace: "AWS/RDS",
    metric: "DatabaseConnectionsCurrentlySessionPinned",
    dimensions: { ProxyName },
    statistic: "Maximum",
    comparison: "above",
    threshold: 0,
    spans: 3,
    isInDev: false,
  };
}

function alarmArgs(
  rule: AlarmRule,
  prefix: string,
  topicArn: pulumi.Output<string> | undefined,
): aws.cloudwatch.MetricAlarmArgs {
  return {
    name: `${prefix}-${rule.role}`,
    alarmDescription: rule.description,
    namespace: rule.namespace,
    metricName: rule.metric,
    dimensions: { ...rule.dimensions },
    ...(/^p\d/.test(rule.statistic)
      ? { extendedStatistic: rule.statistic }
      : { statistic: rule.statistic }),
    comparisonOperator: rule.comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
    threshold: rule.threshold,
    period: 300,
    evaluationPeriods: rule.spans ?? 1,
    // A database that is stopped for the night and functions that nobody calls are well.
    treatMissingData: "notBreaching",
    alarmActions: topicArn ? [topicArn] : [],
    okActions: topicArn ? [topicArn] : [],
  };
}
