import { restoreFrom } from "./readers/restore-from.ts";
import { flag, listOf, number, oneOf, type Reader } from "./readers/readers.ts";
import {
  accountId,
  backupPlace,
  cidr,
  domainName,
  emailAddress,
  engineVersion,
  instanceClass,
  origin,
  policyArn,
  region,
  retention,
  senderAddress,
  stopAt,
  timezone,
  vpcId,
} from "./readers/value-readers.ts";
import type { Key, Values } from "./values.ts";

/** One key of `Pulumi.<stack>.yaml`. */
export interface KeySpec<Value = unknown> {
  /** The key's effect: a sentence without a full stop. */
  readonly summary: string;
  readonly reader: Reader<NonNullable<Value>>;
  /** A legal value as typed, for a fault that nothing better is known for. */
  readonly example: string;
  /** It is the reader's own, and an example would be a stranger's: a fault is mended by taking the key away. */
  readonly isOnesOwn?: true;
  /** The command that then ends with the line to set it. */
  readonly toHave?: (stack: string) => string;
  /** Whether it takes a YAML list. @default one value */
  readonly isList?: true;
}

/** The account that one is signed in to, for a shell to ask for: an example's digits would be somebody else's. */
export const ACCOUNT_NOW = "$(aws sts get-caller-identity --query Account --output text)";

/** Every key. Order is that of the documentation. */
export const KEYS: { readonly [Name in Key]: KeySpec<Values[Name]> } = {
  environment: {
    summary: "The profile that decides whatever is not set here",
    reader: oneOf(["dev", "prod", "local"], {
      ...{ development: "dev", production: "prod", live: "prod", aws: "dev" },
    }),
    example: "dev",
  },
  region: { summary: "Where everything is", reader: region, example: "us-east-1" },
  accountId: {
    summary: "The one AWS account that may be touched; with other credentials nothing is done",
    reader: accountId,
    example: ACCOUNT_NOW,
  },
  topology: {
    summary:
      "How the database is built: one instance, one with a standby in another zone, or Aurora PostgreSQL Serverless v2",
    reader: oneOf(["instance", "multi-az", "aurora"], {
      ...{ single: "instance", multiaz: "multi-az", serverless: "aurora" },
    }),
    example: "instance",
  },
  engineVersion: {
    summary: "PostgreSQL's major version; minor ones come by themselves",
    reader: engineVersion,
    example: "18",
  },
  instanceClass: {
    summary: "Processors and memory of an instance",
    reader: instanceClass,
    example: "db.t4g.micro",
  },
  storageGib: {
    summary: "Storage of an instance at the start",
    reader: number(20, 65_536, { of: "GiB" }),
    example: "20",
  },
  maxStorageGib: {
    summary: "What the storage may grow to by itself",
    reader: number(20, 65_536, { of: "GiB" }),
    example: "50",
  },
  minAcu: {
    summary:
      "Aurora's least capacity (1 unit is about 2 GiB of memory); at 0 it sleeps when unused",
    reader: number(0, 256, { step: 0.5 }),
    example: "0.5",
  },
  maxAcu: {
    summary: "Aurora's most capacity",
    reader: number(1, 256, { step: 0.5 }),
    example: "2",
  },
  proxy: {
    summary: "RDS Proxy between functions and database",
    reader: flag,
    example: "true",
  },
  publicAccess: {
    summary: "A public address for the database, which opens to developers' leases one by one",
    reader: flag,
    example: "true",
  },
  jumpHost: {
    summary:
      "A machine that sleeps, by which `npm run tunnel` leads people to a database without a public address",
    reader: flag,
    example: "true",
  },
  backupDays: {
    summary: "How long automated backups are kept",
    reader: number(1, 35, { of: "days" }),
    example: "7",
  },
  protected: {
    summary:
      "Deletion protection, Pulumi's protect and a final snapshot for database and user pool",
    reader: flag,
    example: "true",
  },
  stopAt: {
    summary: "When the database is stopped every day; `npm run rds:start` starts it",
    reader: stopAt,
    example: "20:00",
  },
  timezone: { summary: "Whose clock stopAt goes by", reader: timezone, example: "Europe/Berlin" },
  leaseHours: {
    summary: "How long a developer's address stays open",
    reader: number(1, 168, { of: "hours" }),
    example: "12",
  },
  humanConnections: {
    summary: "Sessions that people may have at once, counted in the connection budget",
    reader: number(1, 100),
    example: "5",
  },
  triggerConcurrency: {
    summary:
      "How many of each Cognito trigger run at once, reserved out of the account's; without it nothing is reserved",
    reader: number(1, 1000),
    example: "5",
  },
  apiConcurrency: {
    summary:
      "How many of the API's function run at once, reserved out of the account's; without it nothing is reserved",
    reader: number(1, 1000),
    example: "10",
  },
  allowedOrigins: {
    summary: "Origins whose pages may call the API",
    reader: listOf(origin),
    example: '["https://cruddur.example"]',
    isList: true,
  },
  logRetentionDays: {
    summary: "How long log groups keep their lines",
    reader: retention,
    example: "14",
  },
  alarmEmail: {
    summary: "Who gets the alarms' mail",
    reader: emailAddress,
    example: "you@example.com",
  },
  monthlyBudgetUsd: {
    summary: "A mail to alarmEmail when a month costs more; a budget of the whole account",
    reader: number(1, 1_000_000, { of: "US dollars" }),
    example: "25",
  },
  domainName: {
    summary: "The page's own name, in place of CloudFront's",
    reader: domainName,
    example: "cruddur.example",
    isOnesOwn: true,
  },
  mailFrom: {
    summary: "Whom the user pool's mail comes from, by SES; without it Cognito sends 50 a day",
    reader: senderAddress,
    example: "no-reply@cruddur.example",
    isOnesOwn: true,
  },
  waf: {
    summary: "Web ACLs before page, API and user pool, which brake a client that asks too often",
    reader: flag,
    example: "true",
  },
  restoreFrom: {
    summary: "Where the data of a new database comes from",
    reader: restoreFrom,
    example: "cruddur-prod@latest",
  },
  customerKey: {
    summary:
      "A KMS key of one's own for the database's storage, its snapshots and the master user's secret",
    reader: flag,
    example: "true",
  },
  backupCopyTo: {
    summary: "Daily backups by AWS Backup, and where each is copied",
    reader: backupPlace,
    example: "eu-west-1",
    isOnesOwn: true,
  },
  cidr: {
    summary: "The block of addresses of a private stack's network",
    reader: cidr,
    example: "10.42.0.0/16",
  },
  vpcId: {
    summary: "A VPC that is there, in which a private stack makes its subnets, in the block cidr",
    reader: vpcId,
    example: "vpc-0123456789abcdef0",
    isOnesOwn: true,
  },
  permissionsBoundary: {
    summary: "The policy beyond which no role of the stack may go; npm run bootstrap makes one",
    reader: policyArn,
    example: "arn:aws:iam::123456789012:policy/cruddur/cruddur-dev-boundary",
    isOnesOwn: true,
    toHave: (stack) => `npm run bootstrap -- --target ${stack}`,
  },
};

export const KEY_NAMES = Object.keys(KEYS) as Key[];
