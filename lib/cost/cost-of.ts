import { auroraInstances } from "../aurora-instances.ts";
import { instanceClassOf } from "../instance-class.ts";
import type { AwsConfig } from "../stack-config/stack-config.ts";
import {
  AURORA_STORAGE_GIB,
  AWAKE_ACU,
  HOURS_A_MONTH,
  LEAST_PROXY,
  LOGS_AND_ALARMS_USD,
  PRICES,
  WORKING_HOURS_A_MONTH,
} from "./prices.ts";

/** One line of a month's bill. */
export interface CostLine {
  readonly item:
    "compute" | "storage" | "public address" | "proxy" | "master secret" | "logs and alarms";
  /** What is counted: "db.t4g.micro, 260 h". */
  readonly detail: string;
  /** US dollars, whole cents; undefined where the price table has no such class. */
  readonly usd: number | undefined;
}

export interface MonthlyCost {
  readonly lines: readonly CostLine[];
  /** The sum of the lines whose price is known. */
  readonly usd: number;
  /** What the daily stop saves; 0 without one. */
  readonly savedUsd: number;
  /** Aurora at its most capacity all the time, in place of `usd`; undefined for an instance. */
  readonly mostUsd: number | undefined;
  /** What was assumed, and what is not counted: sentences. */
  readonly notes: readonly string[];
}

/** What a stack costs in a month, from its configuration alone, at the prices of us-east-1. */
export function costOf(config: AwsConfig): MonthlyCost {
  const lines = linesOf(config, config.database.minAcu);
  const usd = sum(lines);
  const awake = { ...config, database: { ...config.database, nightStop: undefined } };
  const isAurora = config.database.topology === "aurora";
  return {
    lines,
    usd,
    savedUsd: cents(sum(linesOf(awake, config.database.minAcu)) - usd),
    mostUsd: isAurora ? sum(linesOf(config, config.database.maxAcu)) : undefined,
    notes: notesOf(config),
  };
}

function linesOf(config: AwsConfig, acu: number): CostLine[] {
  const { database, environment } = config;
  const hours = database.nightStop ? WORKING_HOURS_A_MONTH : HOURS_A_MONTH;
  return [
    ...(database.topology === "aurora"
      ? auroraLines(config, acu, hours)
      : instanceLines(config, hours)),
    ...(database.publicAccess ? [addressLine(config, hours)] : []),
    ...(database.proxy ? [proxyLine(config)] : []),
    { item: "master secret", detail: "1, rotated by RDS", usd: PRICES.secret.usd },
    { item: "logs and alarms", detail: "an estimate", usd: LOGS_AND_ALARMS_USD[environment] },
  ];
}

function instanceLines({ database }: AwsConfig, hours: number): CostLine[] {
  const { instanceClass, storageGib } = database;
  const zones = database.topology === "multi-az" ? 2 : 1;
  const both = zones === 2 ? ", and a standby" : "";
  const price = PRICES.instances[instanceClass];
  return [
    {
      item: "compute",
      detail: `${instanceClass}${both}, ${hours} h`,
      usd: price && cents(price.usd * hours * zones),
    },
    {
      item: "storage",
      detail: `${storageGib} GiB of gp3${both}`,
      usd: cents(PRICES.gp3.usd * storageGib * zones),
    },
  ];
}

function auroraLines({ database }: AwsConfig, acu: number, hours: number): CostLine[] {
  const instances = auroraInstances(database);
  const times = instances === 1 ? "" : ` in each of ${instances} instances`;
  const isAsleep = acu === 0;
  const [capacity, awake] = isAsleep ? [AWAKE_ACU, WORKING_HOURS_A_MONTH] : [acu, hours];
  return [
    {
      item: "compute",
      detail: `${capacity} ACU${times}, ${awake} h${isAsleep ? ", asleep otherwise" : ""}`,
      usd: cents(PRICES.acu.usd * capacity * awake * instances),
    },
    {
      item: "storage",
      detail: `${AURORA_STORAGE_GIB} GiB of Aurora's, shared by its zones`,
      usd: cents(PRICES.auroraStorage.usd * AURORA_STORAGE_GIB),
    },
  ];
}

function addressLine({ database }: AwsConfig, hours: number): CostLine {
  const count = database.topology === "aurora" ? auroraInstances(database) : 1;
  return {
    item: "public address",
    detail: `${count === 1 ? "" : `${count} times `}IPv4, ${hours} h`,
    usd: cents(PRICES.publicAddress.usd * hours * count),
  };
}

/** It goes on while the database is stopped. */
function proxyLine({ database }: AwsConfig): CostLine {
  if (database.topology === "aurora") {
    const acus = Math.max(LEAST_PROXY.acus, database.minAcu);
    const usd = cents(PRICES.proxyAcu.usd * acus * HOURS_A_MONTH);
    return { item: "proxy", detail: `${acus} ACU, ${HOURS_A_MONTH} h`, usd };
  }
  const vcpus = Math.max(LEAST_PROXY.vcpus, instanceClassOf(database.instanceClass)?.vcpus ?? 0);
  const usd = cents(PRICES.proxyVcpu.usd * vcpus * HOURS_A_MONTH);
  return { item: "proxy", detail: `${vcpus} vCPU, ${HOURS_A_MONTH} h`, usd };
}

function notesOf({ database, region }: AwsConfig): string[] {
  const { topology, instanceClass, nightStop } = database;
  const notes: string[] = [];
  if (nightStop) {
    notes.push(
      `It is stopped at ${nightStop.at} (${nightStop.timezone}) every day; ${WORKING_HOURS_A_MONTH} h are 12 of each workday. Storage goes on.`,
    );
  }
  if (topology === "aurora") {
    notes.push("Aurora is counted at its least capacity, and bills reads and writes beside it.");
  } else if (PRICES.instances[instanceClass] === undefined) {
    notes.push(
      `The sum is without compute: there is no price for ${instanceClass} here. See ${PRICES.pages}.`,
    );
  }
  if (region !== PRICES.region) {
    notes.push(`Prices are those of ${PRICES.region}; ${region} may be dearer.`);
  }
  return [
    ...notes,
    "Not counted is what goes by use: functions, HTTP API, sign-ups, traffic. With a handful of users that is cents.",
  ];
}

const sum = (lines: readonly CostLine[]) =>
  cents(lines.reduce((total, { usd }) => total + (usd ?? 0), 0));
const cents = (usd: number) => Math.round(usd * 100) / 100;
