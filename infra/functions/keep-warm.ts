import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "#lib/domain/functions";
import { WARM_EVENT } from "#lib/domain/warm-event";
import { scheduleRole } from "../schedule-role.ts";

export interface KeepWarmArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  functions: readonly [CalledFunction, ...CalledFunction[]];
}

/** The part of a function that a schedule needs. */
export interface CalledFunction {
  readonly spec: { readonly name: FunctionName };
  readonly arn: pulumi.Output<string>;
}

/**
 * Calls each function once a week. Lambda takes the network interfaces of one that nobody called for two weeks, and
 * the next call fails while it gets new ones: the first sign-up after a quiet month.
 */
export class KeepWarm extends pulumi.ComponentResource {
  constructor(name: string, args: KeepWarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:KeepWarm", name, {}, opts);
    const child = { parent: this };
    const { prefix } = args;
    const [first, ...others] = args.functions;

    const { role, policy } = scheduleRole(
      name,
      {
        name: `${prefix}-keep-warm`,
        description: "Lets the scheduler call the functions, and nothing else.",
        action: "lambda:InvokeFunction",
        resources: [first.arn, ...others.map(({ arn }) => arn)],
      },
      child,
    );
    for (const { spec, arn } of args.functions) {
      new aws.scheduler.Schedule(
        `${name}-${spec.name}`,
        {
          name: scheduleName(prefix, spec.name),
          description: `Calls ${spec.name} once a week, so that Lambda keeps its network interfaces.`,
          scheduleExpression: "cron(17 4 ? * MON *)",
          scheduleExpressionTimezone: "UTC",
          flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 60 },
          target: {
            arn,
            roleArn: role.arn,
            input: JSON.stringify(WARM_EVENT),
            retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3_600 },
          },
        },
        { ...child, dependsOn: policy },
      );
    }

    this.registerOutputs({});
  }
}

/**
 * `cruddur-dev-keep-warm-api`. A schedule's name has at most 64 characters; of a stack with a long name it is the
 * function's own, which has no more. None that fits is changed, since that would replace the schedule.
 */
function scheduleName(prefix: string, functionName: FunctionName): string {
  const name = `${prefix}-keep-warm-${functionName}`;
  return name.length <= 64 ? name : `${prefix}-${functionName}`;
}
