import { hasCloudFront } from "../aws-data/cloudfront.ts";
import { auroraInstances } from "../stack-config/aurora-instances.ts";
import { instanceClassOf } from "../stack-config/instance-class.ts";
import type { AwsConfig } from "../stack-config/stack-config.ts";
import { costNotes } from "./cost-notes.ts";
import {
  AURORA_STORAGE_GIB,
  AWAKE_ACU,
  BACKUP_USD_A_GIB,
  HOURS_A_MONTH,
  JUMP_HOST_DISK_GIB,
  JUMP_HOST_HOURS_A_MONTH,
  LEAST_PROXY,
  LOGS_AND_ALARMS_USD,
  PRICES,
  WEB_ACL_RULES,
  WORKING_HOURS_A_MONTH,
} from "./prices.ts";

/** One line of a month's bill. */
export interface CostLine {
  readonly item:
    | "compute"
    | "storage"
    | "copied backups"
    | "public address"
    | "proxy"
    | "jump host"
    | "master secret"
    | "key of the database"
    | "key of the alarms' mail"
    | "page"
    | "web ACLs"
    | "logs and alarms";
  /** Kind and quantity: "db.t4g.micro, 260 h". */
  readonly detail: string;
  /** US dollars, whole cents; undefined where the price table has no such class. */
  readonly usd: number | undefined;
}

export interface MonthlyCost {
  readonly lines: readonly CostLine[];
  /** The sum of the lines whose price is known. */
  readonly usd: number;
  /** The saving by the daily stop, US dollars; 0 without one. */
  readonly savedUsd: number;
  /** Aurora at its most capacity all the time, in place of `usd`; undefined for an instance. */
  readonly mostUsd: number | undefined;
  /** Sentences on what was assumed, and what is not counted. */
  readonly notes: readonly string[];
}

/** A stack's cost in a month, from its configuration alone, at the prices of us-east-1. */
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
    notes: costNotes(config),
  };
}

function linesOf(config: AwsConfig, acu: number): CostLine[] {
  const { database, environment } = config;
  const hours = database.nightStop ? WORKING_HOURS_A_MONTH : HOURS_A_MONTH;
  return [
    ...(database.topology === "aurora"
      ? auroraLines(config, acu, hours)
      : instanceLines(config, hours)),
    ...(database.backupCopyTo === undefined ? [] : [copiesLine(config)]),
    ...(database.publicAccess ? [addressLine(config, hours)] : []),
    ...(database.proxy ? [proxyLine(config)] : []),
    ...(database.jumpHost ? [jumpHostLine()] : []),
    { item: "master secret", detail: "1, rotated by RDS", usd: PRICES.secret.usd },
    ...(database.customerKey ? [databaseKeyLine()] : []),
    ...(config.alarmEmail === undefined ? [] : [mailKeyLine()]),
    ...(hasCloudFront(config.region) ? [PAGE_LINE] : []),
    ...(config.site.waf ? [webAclLine(config)] : []),
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

/**
 * Snapshots of an instance hold what was written and what has changed since, each time: no more than the disk, as long as
 * little changes. Aurora's own cost nothing within the days of its backups, but each copy of one is whole.
 */
function copiesLine({ accountId, database }: AwsConfig): CostLine {
  const { backupCopyTo = "", backupDays, storageGib, topology } = database;
  const item = "copied backups";
  const isOthers = backupCopyTo.startsWith("arn:") && backupCopyTo.split(":")[4] !== accountId;
  if (topology === "aurora") {
    const gib = isOthers ? 0 : AURORA_STORAGE_GIB * backupDays;
    const detail = `${backupDays} copies of ${AURORA_STORAGE_GIB} GiB${isOthers ? ", on the other account's bill" : ""}`;
    return { item, detail, usd: cents(BACKUP_USD_A_GIB.cluster * gib) };
  }
  const places = isOthers ? 1 : 2;
  return {
    item,
    detail: `${storageGib} GiB at the most${isOthers ? "; the copies are on the other account's bill" : ", here and there"}`,
    usd: cents(BACKUP_USD_A_GIB.instance * storageGib * places),
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

const jumpHostLine = (): CostLine => ({
  item: "jump host",
  detail: `t4g.nano, ${JUMP_HOST_HOURS_A_MONTH} h, asleep otherwise, and ${JUMP_HOST_DISK_GIB} GiB of disk`,
  usd: cents(PRICES.jumpHost.usd * JUMP_HOST_HOURS_A_MONTH + PRICES.disk.usd * JUMP_HOST_DISK_GIB),
});

const databaseKeyLine = (): CostLine => ({
  item: "key of the database",
  detail: "1, and $1 more for each of its first two renewals, a year apart",
  usd: PRICES.key.usd,
});

const mailKeyLine = (): CostLine => ({
  item: "key of the alarms' mail",
  detail: "1, since AWS's own lets no alarm in",
  usd: PRICES.key.usd,
});

/** 0.1 MiB in S3, and some thousand requests of CloudFront for it. */
const PAGE_LINE: CostLine = {
  item: "page",
  detail: "CloudFront, within what it gives each account; less than a cent of S3",
  usd: 0,
};
function webAclLine({ region }: AwsConfig): CostLine {
  const rules = [WEB_ACL_RULES.pool, ...(hasCloudFront(region) ? [WEB_ACL_RULES.site] : [])];
  const all = rules.reduce<number>((total, count) => total + count, 0);
  return {
    item: "web ACLs",
    detail: `${rules.length}, with ${all} rules`,
    usd: PRICES.webAcl.usd * rules.length + PRICES.webAclRule.usd * all,
  };
}

const sum = (lines: readonly CostLine[]) =>
  cents(lines.reduce((total, { usd }) => total + (usd ?? 0), 0));
const cents = (usd: number) => Math.round(usd * 100) / 100;
