import type * as pulumi from "@pulumi/pulumi";
import { maxConnectionsOf } from "#lib/stack-config/connection-budget";
import { instanceClassOf } from "#lib/stack-config/instance-class";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import type { AlarmRule } from "./rule.ts";

const GIB = 1_024 ** 3;

/**
 * Credits, minutes of one processor, that a burstable class may owe. It starts without any and spends what it has not
 * earned from its first minute on (`unlimited`, the only mode on RDS), so that a low CPUCreditBalance tells of every
 * start. An hour of a processor is more than a start takes and costs about 8 cents.
 */
const SURPLUS_CREDITS = 60;

/** The alarms of a database. @param identifier of the instance or the cluster @param target what commands call it */
export function databaseAlarms(
  config: DatabaseConfig,
  identifier: pulumi.Input<string>,
  target: string,
): AlarmRule[] {
  const isAurora = config.topology === "aurora";
  const common = {
    namespace: "AWS/RDS",
    dimensions: isAurora
      ? { DBClusterIdentifier: identifier }
      : { DBInstanceIdentifier: identifier },
  };
  const sessions = maxConnectionsOf(config);
  return [
    {
      ...common,
      role: "database-cpu",
      description: `The database has been at work for 15 minutes with more than 80 % of its processor. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, choose a larger class in Pulumi.${target}.yaml.`,
      metric: "CPUUtilization",
      statistic: "Average",
      comparison: "above",
      threshold: 80,
      spans: 3,
      isInDev: false,
    },
    {
      ...common,
      role: "database-connections",
      description: `More than 80 % of the ${sessions} sessions that the database takes are open. See whose they are: npm run db:sessions -- --target ${target}, and end those that are left over: npm run db:kill-all -- --target ${target}. If the functions need them, choose a larger class or the proxy in Pulumi.${target}.yaml.`,
      metric: "DatabaseConnections",
      statistic: "Maximum",
      comparison: "above",
      threshold: Math.floor(sessions * 0.8),
      isInDev: true,
    },
    ...(isAurora ? capacityAlarms(common, target) : instanceAlarms(common, config, target)),
  ];
}

type Common = Pick<AlarmRule, "namespace" | "dimensions">;

function capacityAlarms(common: Common, target: string): AlarmRule[] {
  return [
    {
      ...common,
      role: "database-capacity",
      description: `Aurora has used more than 90 % of its greatest capacity for 15 minutes and cannot grow. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, raise the greatest capacity in Pulumi.${target}.yaml.`,
      metric: "ACUUtilization",
      statistic: "Average",
      comparison: "above",
      threshold: 90,
      spans: 3,
      isInDev: false,
    },
  ];
}

function instanceAlarms(common: Common, config: DatabaseConfig, target: string): AlarmRule[] {
  const memoryGib = instanceClassOf(config.instanceClass)?.memoryGib ?? 1;
  const rules: AlarmRule[] = [
    {
      ...common,
      role: "database-storage",
      description: `Less than a tenth of the disk has been free for half an hour, and it has not grown by itself: it grows every six hours at most and up to its greatest size. When it is full the database stops. Raise the greatest size in Pulumi.${target}.yaml and run pulumi up, or delete what is not needed.`,
      metric: "FreeStorageSpace",
      statistic: "Minimum",
      comparison: "below",
      // At a tenth RDS begins to make it larger, which is no news: who hears of it is to do something.
      threshold: (config.storageGib * GIB) / 10,
      spans: 6,
      isInDev: true,
    },
    {
      ...common,
      role: "database-memory",
      description: `The database has had less than 5 % of its memory free for 15 minutes and may begin to swap. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, choose a larger class in Pulumi.${target}.yaml.`,
      metric: "FreeableMemory",
      statistic: "Average",
      comparison: "below",
      threshold: Math.floor(memoryGib * GIB * 0.05),
      spans: 3,
      isInDev: false,
    },
  ];
  if (!config.instanceClass.startsWith("db.t")) return rules;
  return [
    ...rules,
    {
      ...common,
      role: "database-credits",
      description: `The database has spent ${SURPLUS_CREDITS} processor credits that it has not earned; what it does not earn back within a day, or before it stops, is charged extra. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, a class without credits (db.m7g) is cheaper.`,
      metric: "CPUSurplusCreditBalance",
      statistic: "Maximum",
      comparison: "above",
      threshold: SURPLUS_CREDITS,
      isInDev: true,
    },
  ];
}
