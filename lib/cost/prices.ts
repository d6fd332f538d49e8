/** The price of one thing, in US dollars, and where the number is from. */
export interface Price {
  readonly usd: number;
  /** The unit that is paid for: `hour`, `GiB a month`. */
  readonly per: string;
  /** Who says so, and when; AWS's own pages have the last word. */
  readonly source: string;
}

const price = (usd: number, per: string, source: string): Price => ({ usd, per, source });

/**
 * On-demand prices of us-east-1, from what others have written down of AWS's pages. `npm run cost` prints `asOf`
 * with every sum.
 */
export const PRICES = {
  asOf: "2026-06",
  region: "us-east-1",
  pages: "https://aws.amazon.com/rds/postgresql/pricing",
  /**
   * Of one instance in one zone; a standby costs the same again. A class that is not here has no price that somebody
   * has written down for us to check: its line says "unknown", and the sum says what it is without.
   */
  instances: {
    "db.t3.micro": price(0.018, "hour", "unconfirmed; aws.amazon.com/rds/postgresql/pricing"),
    "db.t4g.micro": price(0.016, "hour", "infratally.com, RDS pricing 2026"),
    "db.t4g.small": price(0.032, "hour", "infratally.com, RDS pricing 2026"),
    "db.t4g.medium": price(0.065, "hour", "infratally.com, RDS pricing 2026"),
  } as Readonly<Record<string, Price>>,
  gp3: price(0.115, "GiB a month", "usage.ai, RDS calculator, June 2026"),
  publicAddress: price(0.005, "hour", "factualminds.com, VPC pricing, June 2026"),
  proxyVcpu: price(0.015, "vCPU hour", "unconfirmed; aws.amazon.com/rds/proxy/pricing"),
  /** Aurora is paid by capacity; RDS Proxy before it costs the same an hour as before an instance's vCPU. */
  proxyAcu: price(0.015, "ACU hour", "serverworks.co.jp, RDS Proxy and Aurora, June 2024"),
  acu: price(0.12, "ACU hour", "unconfirmed; aws.amazon.com/rds/aurora/pricing"),
  auroraStorage: price(0.1, "GiB a month", "unconfirmed; aws.amazon.com/rds/aurora/pricing"),
  jumpHost: price(0.0042, "hour", "unconfirmed; aws.amazon.com/ec2/pricing/on-demand (t4g.nano)"),
  disk: price(0.08, "GiB a month", "unconfirmed; aws.amazon.com/ebs/pricing (gp3)"),
  key: price(1, "month", "unconfirmed; aws.amazon.com/kms/pricing"),
  secret: price(0.4, "month", "unconfirmed; aws.amazon.com/secrets-manager/pricing"),
} as const;

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

/** An estimate of what alarms and logs come to while there is little to log. */
export const LOGS_AND_ALARMS_USD = { dev: 0.5, prod: 3 } as const;

/** Aurora's storage has no size of its own; a small database's is assumed. */
export const AURORA_STORAGE_GIB = 10;

/** The capacity, in ACU, of an Aurora that is awake and has little to do. */
export const AWAKE_ACU = 0.5;
