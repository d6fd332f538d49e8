import { extractOf } from "../aws-data/extract.ts";
import type { Prices } from "../aws-data/prices.ts";

/** The prices that every sum is made of (`lib/aws-data/prices.json`, which `npm run aws-data` renews). */
export const PRICES = extractOf<Prices>("prices");

/** Vendors bill by the average month. */
export const HOURS_A_MONTH = 730;

/** Of a database that is stopped every evening: started on the mornings of workdays, stopped 12 hours later. */
export const WORKING_HOURS_A_MONTH = (12 * 5 * 52) / 12;

/** The least that RDS Proxy bills. */
export const LEAST_PROXY = { vcpus: 2, acus: 8 } as const;

/** A jump host sleeps; it is awake for an hour of tunnel each workday, and half an hour after it. */
export const JUMP_HOST_HOURS_A_MONTH = (1.5 * 5 * 52) / 12;

/** As infra/network/jump-host.ts makes it; it is paid for asleep too. */
export const JUMP_HOST_DISK_GIB = 8;

/** The most that prod's alarms cost, beyond the ten that are free: `test/infra/alarms` counts them. */
export const ALARMS_USD = 2;

/** An estimate of what logs come to while there is little to log, and what alarms cost. */
export const LOGS_AND_ALARMS_USD = { dev: 0.5, prod: 2 + ALARMS_USD } as const;

/** Rules of the web ACLs before user pool and page, as infra/waf/ makes them. */
export const WEB_ACL_RULES = { pool: 3, site: 2 } as const;

/** Aurora's storage has no size of its own; a small database's is assumed. */
export const AURORA_STORAGE_GIB = 10;

/** The capacity, in ACU, of an Aurora that is awake and has little to do. */
export const AWAKE_ACU = 0.5;

/**
 * Backups beyond the size of the database's storage, in us-east-1 (https://aws.amazon.com/rds/postgresql/pricing/ and
 * https://aws.amazon.com/rds/aurora/pricing/, "Backup storage"). RDS has no other price for a manual snapshot.
 */
export const BACKUP_USD_A_GIB = { instance: 0.095, cluster: 0.021 } as const;
