import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import { AlarmMail } from "./mail.ts";
import type { AlarmRule } from "./rule.ts";
import { apiAlarms } from "./api.ts";
import { databaseAlarms } from "./database.ts";
import { isFormula, periodOf, type Figure } from "./figure.ts";
import type { Figures } from "./figures.ts";
import { functionAlarms } from "./functions.ts";
import { logCountsOf, namespaceOf } from "./log-counts.ts";
import { proxyAlarms } from "./proxy.ts";
import { reputationAlarms } from "./reputation.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface AlarmsArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** The stack, as commands call it: `dev`. */
  target: string;
  /** `dev` has the alarms only that tell what nobody would notice by working: ten cost nothing. */
  environment: "dev" | "prod";
  region: string;
  config: DatabaseConfig;
  figures: Figures;
  /** Who is told by mail; undefined, and the alarms are seen in the console only. */
  email: string | undefined;
  transform?: { alarm?: Transform<aws.cloudwatch.MetricAlarmArgs> };
}

/** An alarm that is there, and what it rings for. */
export interface PlacedAlarm {
  readonly rule: AlarmRule;
  readonly arn: pulumi.Output<string>;
}

/** CloudWatch's alarms, and the mail by which they tell somebody. Each alarm's description says what to do. */
export class Alarms extends pulumi.ComponentResource {
  /** The topic whose messages become mail, for others who have something to tell; undefined without `email`. */
  readonly topicArn: pulumi.Output<string> | undefined;
  readonly alarms: readonly PlacedAlarm[];

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Alarms", name, {}, opts);
    const child = { parent: this };
    const { prefix, target, config, figures, region } = args;

    const mail =
      args.email === undefined
        ? undefined
        : new AlarmMail(`${name}-mail`, { prefix, email: args.email }, child);
    const counts = figures.functions.flatMap(({ service: { spec, logGroupName } }) =>
      logCountsOf(spec, logGroupName),
    );
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
      ...databaseAlarms(config, figures.database, target),
      ...figures.functions.flatMap((its) => functionAlarms(its, prefix, target)),
      ...apiAlarms(figures.api, prefix, target, region),
      profilePendingAlarm(figures.signUp, target),
      ...(figures.proxy ? proxyAlarms(figures.proxy, target) : []),
      ...(figures.mail ? reputationAlarms(figures.mail, target, region) : []),
    ];
    this.alarms = rules
      .filter(({ isInDev }) => isInDev || args.environment === "prod")
      .map((rule) => {
        const alarm = new aws.cloudwatch.MetricAlarm(
          `${name}-${rule.role}`,
          applyTransform<aws.cloudwatch.MetricAlarmArgs>(
            alarmArgs(rule, prefix, mail?.topicArn),
            args.transform?.alarm,
          ),
          child,
        );
        return { rule, arn: alarm.arn };
      });
    this.topicArn = mail?.topicArn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

function profilePendingAlarm({ pending }: Figures["signUp"], target: string): AlarmRule {
  return {
    role: "profile-pending",
    description: `Somebody is confirmed in Cognito and has no row in users yet. They get it at their next sign-in or call of the API. Look for the event profile_pending in the functions' log groups, whose errorCode says why; if the database was stopped: npm run rds:start -- --target ${target}.`,
    figure: pending,
    comparison: "above",
    threshold: 0,
    isInDev: true,
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
    ...figureArgs(rule.figure),
    comparisonOperator: rule.comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
    threshold: rule.threshold,
    evaluationPeriods: rule.spans ?? 1,
    // A database that is stopped for the night and functions that nobody calls are well.
    treatMissingData: rule.isRemembered ? "ignore" : "notBreaching",
    alarmActions: topicArn ? [topicArn] : [],
    okActions: topicArn ? [topicArn] : [],
  };
}

function figureArgs(figure: Figure): Partial<aws.cloudwatch.MetricAlarmArgs> {
  if (!isFormula(figure)) {
    const { namespace, name, dimensions, statistic } = figure;
    return {
      namespace,
      metricName: name,
      dimensions: { ...dimensions },
      ...(/^p\d/.test(statistic) ? { extendedStatistic: statistic } : { statistic }),
      period: periodOf(figure),
    };
  }
  return {
    metricQueries: [
      { id: "result", label: figure.label, expression: figure.expression, returnData: true },
      ...Object.entries(figure.of).map(([id, metric]) => ({
        id,
        metric: {
          namespace: metric.namespace,
          metricName: metric.name,
          dimensions: { ...metric.dimensions },
          stat: metric.statistic,
          period: periodOf(metric),
        },
      })),
    ],
  };
}
