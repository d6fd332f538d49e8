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
  readonly site: SiteConfig;
  /** Whom the user pool's mail comes from, one address, by SES; undefined for Cognito's own, 50 a day. */
  readonly mailFrom: string | undefined;
  readonly network: NetworkConfig;
  /** ARN of the IAM policy beyond which no role of the stack may go; undefined for none. */
  readonly permissionsBoundary: string | undefined;
}

export interface SiteConfig {
  /** The page's own name, `cruddur.example`; undefined for CloudFront's. */
  readonly domainName: string | undefined;
  /** Web ACLs before the page with its API, and before the user pool. */
  readonly waf: boolean;
}

export interface NetworkConfig {
  /** The block of the private subnets: the whole VPC's, or with `vpcId` a part of that one's. */
  readonly cidr: string;
  /** A VPC that is there; undefined, and the stack makes its own. */
  readonly vpcId: string | undefined;
}

/** What a new database begins with: a snapshot, by name or ARN, or another database as it was at a time. */
export type RestoreFrom =
  | { readonly snapshot: string }
  | {
      /** Identifier of an instance or a cluster. */
      readonly instance: string;
      /** `2026-11-20T10:00:00Z`, or `latest`. */
      readonly at: string;
    };

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
  /** Where its data comes from when it is made; undefined for an empty one. */
  readonly restoreFrom: RestoreFrom | undefined;
  /** A KMS key of one's own for storage, snapshots and the master user's secret, in place of AWS's. */
  readonly customerKey: boolean;
  /** Where AWS Backup copies its backups: a region, or the ARN of a vault; undefined for no such backups. */
  readonly backupCopyTo: string | undefined;
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
