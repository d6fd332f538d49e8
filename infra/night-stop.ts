import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "./arn.ts";
import { dailyCron } from "./daily-cron.ts";
import type { Database } from "./database/database.ts";
import { scheduleRole } from "./schedule-role.ts";
import { applyTransform, type Transform } from "./transform.ts";

export interface NightStopArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** `20:00`, 24 hours. */
  at: string;
  /** IANA name: `Europe/Berlin`. */
  timezone: string;
  database: Pick<Database, "identifier" | "isCluster" | "resource">;
  transform?: { schedule?: Transform<aws.scheduler.ScheduleArgs> };
}

/**
 * Stops the database every evening, so that it costs its storage only. Every evening, weekends too: RDS starts a
 * stopped database by itself after seven days. It is started by hand (`npm run rds:start`), when somebody works.
 */
export class NightStop extends pulumi.ComponentResource {
  constructor(name: string, args: NightStopArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:NightStop", name, {}, opts);
    const child = { parent: this };
    const { prefix, database } = args;
    const { isCluster } = database;

    const { role, policy } = scheduleRole(
      name,
      {
        name: `${prefix}-night-stop`,
        description: "Lets the scheduler stop the database, and nothing else.",
        action: isCluster ? "rds:StopDBCluster" : "rds:StopDBInstance",
        resources: [database.resource.arn],
      },
      child,
    );
    new aws.scheduler.Schedule(
      `${name}-schedule`,
      applyTransform<aws.scheduler.ScheduleArgs>(
        {
          name: `${prefix}-night-stop`,
          description: "Stops the database for the night.",
          scheduleExpression: dailyCron(args.at),
          scheduleExpressionTimezone: args.timezone,
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            arn: pulumi.interpolate`arn:${partitionOf(role.arn)}:scheduler:::aws-sdk:rds:${isCluster ? "stopDBCluster" : "stopDBInstance"}`,
            roleArn: role.arn,
            input: pulumi.jsonStringify(
              isCluster
                ? { DbClusterIdentifier: database.identifier }
                : { DbInstanceIdentifier: database.identifier },
            ),
            // While a backup or a change is under way RDS refuses to stop. One that is stopped already refuses too,
            // and the tries end by themselves.
            retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3_600 },
          },
        },
        args.transform?.schedule,
      ),
      { ...child, dependsOn: policy },
    );

    this.registerOutputs({});
  }
}
