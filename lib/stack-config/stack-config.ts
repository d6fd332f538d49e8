/**
 * A stack's configuration after parsing: every value is present, typed and legal. `parse.ts` makes it from the lines of
 * `Pulumi.<stack>.yaml`; the program, the cost table and the policies read it and nothing else.
 */
export type StackConfig = LocalConfig | AwsConfig;

/** A stack that only applies the access model to the local copy's PostgreSQL; no account is needed. */
export interface LocalConfig {
  readonly stack: string;
  readonly environment: "local";
}

/** How the database is built. `aurora` is Aurora PostgreSQL with Serverless v2 capacity. */
export type Topology = "instance" | "multi-az" | "aurora";

export interface AwsConfig {
  /** The Pulumi stack's name: `dev`, `prod`, `dev-alice`. */
  readonly stack: string;
  readonly environment: "dev" | "prod";
  readonly region: string;
  /** The one account that may be touched, 12 digits; undefined where any will do (dev only). */
  readonly accountId: string | undefined;
  readonly database: DatabaseConfig;
  readonly functions: FunctionsConfig;
  /** Origins whose pages may call the API: `https://cruddur.example`. */
  readonly allowedOrigins: readonly string[];
  /** Days that log groups keep their lines; one of CloudWatch's values. */
  readonly logRetentionDays: number;
  /** Who gets the alarms' mail; undefined for nobody. */
  readonly alarmEmail: string | undefined;
  /** US dollars a month after which a mail is sent; undefined for no budget. It is an account-wide resource. */
  readonly monthlyBudgetUsd: number | undefined;
}

export interface DatabaseConfig {
  readonly topology: Topology;
  /** Major version of PostgreSQL, as RDS takes it: `18`. */
  readonly engineVersion: string;
  /** `db.t4g.micro`; for `aurora` always `db.serverless`. */
  readonly instanceClass: string;
  /** GiB of gp3 storage at the start, and what it may grow to by itself. Not used by `aurora`. */
  readonly storageGib: number;
  readonly maxStorageGib: number;
  /** Aurora capacity units; a minimum of 0 lets the cluster sleep. Used by `aurora` only. */
  readonly minAcu: number;
  readonly maxAcu: number;
  /** RDS Proxy between functions and database, IAM from end to end. */
  readonly proxy: boolean;
  /** Whether the server has a public address, which developers' leases open one by one. Never for prod. */
  readonly publicAccess: boolean;
  /** A way in for people (`npm run tunnel`) to a server without a public address; only with `publicAccess` false. */
  readonly jumpHost: boolean;
  /** Days that automated backups are kept. */
  readonly backupDays: number;
  /** Deletion protection in AWS, `protect` and a final snapshot in Pulumi. */
  readonly isProtected: boolean;
  /** The hour of the daily stop, or undefined where it always runs. */
  readonly nightStop: NightStop | undefined;
  /** Hours a developer's lease lasts. */
  readonly leaseHours: number;
  /** Sessions that people may have open at once, beside functions and API. */
  readonly humanConnections: number;
}

export interface NightStop {
  /** `20:00`, 24 hours. */
  readonly at: string;
  /** IANA name: `Europe/Berlin`. */
  readonly timezone: string;
}

export interface FunctionsConfig {
  /**
   * Reserved concurrency of each Cognito trigger: as many sessions it may open. Undefined reserves nothing; then the
   * CONNECTION LIMIT of its role is the bound.
   */
  readonly triggerConcurrency: number | undefined;
  /** The same of the API. */
  readonly apiConcurrency: number | undefined;
}

/** Physical names start with it; at most 40 characters so that suffixes fit into AWS's 63. */
export function resourcePrefix(config: Pick<AwsConfig, "stack">): string {
  return `cruddur-${config.stack}`;
}
