import { maxConnectionsOf } from "#lib/stack-config/connection-budget";
import { instanceClassOf } from "#lib/stack-config/instance-class";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import type { Metric } from "./figure.ts";
import type { Figures } from "./figures.ts";
import type { AlarmRule } from "./rule.ts";

const GIB = 1_024 ** 3;

/**
 * Credits, minutes of one processor, that a burstable class may owe. It starts without any and spends what it has not
 * earned from its first minute on (`unlimited`, the only mode on RDS), so that a low CPUCreditBalance tells of every
 * start. An hour of a processor is more than a start takes and costs about 8 cents.
 */
const SURPLUS_CREDITS = 60;

/** The alarms of a database. @param target what commands call the stack */
export function databaseAlarms(
  config: DatabaseConfig,
  figures: Figures["database"],
  target: string,
): AlarmRule[] {
  const { cpu, sessions, loads, capacity } = figures;
  const mostSessions = maxConnectionsOf(config);
  return [
    {
      role: "database-cpu",
      description: `The database has been at work for 15 minutes with more than 80 % of its processor. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, choose a larger class in Pulumi.${target}.yaml.`,
      figure: cpu,
      comparison: "above",
      threshold: 80,
      spans: 3,
      isInDev: false,
    },
    {
      role: "database-connections",
      description: `More than 80 % of the ${mostSessions} sessions that the database takes are open. See whose they are: npm run db:sessions -- --target ${target}, and end those that are left over: npm run db:kill-all -- --target ${target}. If the functions need them, choose a larger class or the proxy in Pulumi.${target}.yaml.`,
      figure: sessions,
      comparison: "above",
      threshold: Math.floor(mostSessions * 0.8),
      isInDev: true,
    },
    ...loads.map((load, index): AlarmRule => ({
      role: loads.length === 1 ? "database-load" : `database-load-${index + 1}`,
      description: `For 15 minutes more sessions of the database have wanted to work at once than it has processors, so that each waits. See what they do and wait for: npm run db:sessions -- --target ${target}; Performance Insights in the console of RDS say which statement it is. If it is the usual load, choose a larger class in Pulumi.${target}.yaml.`,
      figure: load,
      comparison: "above",
      threshold: 1,
      spans: 3,
      isInDev: false,
    })),
    ...(capacity ? [capacityAlarm(capacity, target)] : []),
    ...instanceAlarms(config, figures, target),
  ];
}

const capacityAlarm = (figure: Metric, target: string): AlarmRule => ({
  role: "database-capacity",
  description: `Aurora has used more than 90 % of its greatest capacity for 15 minutes and cannot grow. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, raise the greatest capacity in Pulumi.${target}.yaml.`,
  figure,
  comparison: "above",
  threshold: 90,
  spans: 3,
  isInDev: false,
});

/** What Aurora has none of: a disk to fill, memory of a size, credits. */
function instanceAlarms(
  config: DatabaseConfig,
  { storage, memory, credits }: Figures["database"],
  target: string,
): AlarmRule[] {
  const memoryGib = instanceClassOf(config.instanceClass)?.memoryGib ?? 1;
  const rules: (AlarmRule | undefined)[] = [
    storage && {
      role: "database-storage",
      description: `Less than a tenth of the disk has been free for half an hour, and it has not grown by itself: it grows every six hours at most and up to its greatest size. When it is full the database stops. Raise the greatest size in Pulumi.${target}.yaml and run pulumi up, or delete what is not needed.`,
      figure: storage,
      comparison: "below",
      // At a tenth RDS begins to make it larger, which is no news: who hears of it is to do something.
      threshold: (config.storageGib * GIB) / 10,
      spans: 6,
      isInDev: true,
    },
    memory && {
      role: "database-memory",
      description: `The database has had less than 5 % of its memory free for 15 minutes and may begin to swap. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, choose a larger class in Pulumi.${target}.yaml.`,
      figure: memory,
      comparison: "below",
      threshold: Math.floor(memoryGib * GIB * 0.05),
      spans: 3,
      isInDev: false,
    },
    credits && {
      role: "database-credits",
      description: `The database has spent ${SURPLUS_CREDITS} processor credits that it has not earned; what it does not earn back within a day, or before it stops, is charged extra. See who does what: npm run db:sessions -- --target ${target}. If it is the usual load, a class without credits (db.m7g) is cheaper.`,
      figure: credits,
      comparison: "above",
      threshold: SURPLUS_CREDITS,
      isInDev: true,
    },
  ];
  return rules.filter((rule) => rule !== undefined);
}
