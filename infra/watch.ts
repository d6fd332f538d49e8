import type * as pulumi from "@pulumi/pulumi";
import { maxConnectionsOf } from "#lib/stack-config/connection-budget";
import { resourcePrefix, type AwsConfig } from "#lib/stack-config/stack-config";
import { Alarms } from "./alarms/alarms.ts";
import { Dashboard } from "./alarms/dashboard.ts";
import { figuresOf, type FiguresArgs } from "./alarms/figures.ts";
import type { Database } from "./database/database.ts";
import { DatabaseEvents } from "./database/events.ts";

export interface WatchArgs extends Pick<
  FiguresArgs,
  "apiId" | "userPool" | "proxyName" | "functions"
> {
  config: AwsConfig;
  database: Database;
}

/**
 * All that tells people how a stack fares: alarms, the dashboard, in production the database's events.
 *
 * @returns the topic whose messages become mail; undefined without `alarmEmail`
 */
export function watch(
  { config, ...watched }: WatchArgs,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> | undefined {
  const { stack: target, environment, region } = config;
  const prefix = resourcePrefix(config);
  const figures = figuresOf({
    ...watched,
    prefix,
    config: config.database,
    sendsMail: config.mailFrom !== undefined,
  });
  const { topicArn, alarms } = new Alarms(
    "cruddur-alarms",
    {
      prefix,
      target,
      environment,
      region,
      config: config.database,
      figures,
      email: config.alarmEmail,
    },
    opts,
  );
  new Dashboard(
    "cruddur-dashboard",
    { name: prefix, region, figures, alarms, mostSessions: maxConnectionsOf(config.database) },
    opts,
  );
  if (environment === "prod" && topicArn) {
    const { database } = watched;
    new DatabaseEvents("cruddur-database-events", { database, topicArn, prefix }, opts);
  }
  return topicArn;
}
