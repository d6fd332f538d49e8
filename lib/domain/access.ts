/**
 * Who may do what in the database: one pure table. It is rendered to idempotent SQL (`lib/sql/access.ts`)
 * where a command reaches the database, and to Pulumi resources where the stack does.
 */
export type TablePrivilege = "select" | "insert" | "update" | "delete";

/** A table of schema `public`, as the migrations create it. */
export type Table =
  "users" | "activities" | "handle_reservations" | "cruddur_meta" | "cruddur_migrations";

export interface Role {
  readonly name: string;
  /** The role's purpose, one sentence; kept in the role's comment. */
  readonly purpose: string;
  readonly login: boolean;
  /** Roles whose privileges it has and which it may become. @default none */
  readonly memberOf?: readonly string[];
  /** Most sessions at once. @default unlimited */
  readonly connectionLimit?: number;
  /**
   * Settings of its sessions, as PostgreSQL keeps them; the two that Pulumi's provider reads back are bare numbers of
   * milliseconds, since it can read no others. Times in UTC make every client print the same instants.
   */
  readonly settings: Readonly<Record<string, string>>;
  readonly tables: Readonly<Partial<Record<Table, readonly TablePrivilege[]>>>;
}

const SERVICE_SETTINGS = {
  timezone: "UTC",
  // Cognito waits 5 s for a trigger: connecting has 2 s of them, each statement 1.5 s.
  statement_timeout: "1500",
  lock_timeout: "1000ms",
  idle_in_transaction_session_timeout: "5000",
  // Every statement of a service finds its rows by a key or an index: one plan serves all parameters, and
  // PostgreSQL would otherwise plan a page of the feed at each call, which takes longer than the page.
  plan_cache_mode: "force_generic_plan",
} as const;

export const OWNER = "cruddur_owner";

/** RDS's own role whose members log in by a token of IAM, and never by a password. */
export const IAM_GROUP = "rds_iam";

export const ROLES: readonly Role[] = [
  {
    name: OWNER,
    purpose: "Owns the database and everything in it; nobody logs in as it",
    login: false,
    settings: {},
    tables: {},
  },
  {
    name: "cruddur_migrator",
    purpose: "Changes the schema, as the owner",
    login: true,
    memberOf: [OWNER],
    connectionLimit: 5,
    settings: { timezone: "UTC", lock_timeout: "5s" },
    tables: {},
  },
  {
    name: "cruddur_sign_up",
    purpose: "Cognito's triggers: reserves handles and writes users",
    login: true,
    connectionLimit: 30,
    settings: SERVICE_SETTINGS,
    tables: {
      users: ["select", "insert", "update"],
      handle_reservations: ["select", "insert", "update"],
    },
  },
  {
    name: "cruddur_api",
    purpose:
      "The HTTP API: reads the feed, writes cruds, writes a user whose confirmation could not",
    login: true,
    connectionLimit: 30,
    settings: SERVICE_SETTINGS,
    tables: {
      users: ["select", "insert", "update"],
      activities: ["select", "insert"],
      handle_reservations: ["select", "insert", "update"],
      cruddur_meta: ["select"],
      cruddur_migrations: ["select"],
    },
  },
  {
    name: "cruddur_reader",
    purpose: "People who look at the data and change nothing",
    login: true,
    connectionLimit: 10,
    settings: {
      timezone: "UTC",
      statement_timeout: "30000",
      default_transaction_read_only: "on",
    },
    tables: {
      users: ["select"],
      activities: ["select"],
      handle_reservations: ["select"],
      cruddur_meta: ["select"],
      cruddur_migrations: ["select"],
    },
  },
];

export const TABLES: readonly Table[] = [
  "users",
  "activities",
  "handle_reservations",
  "cruddur_meta",
  "cruddur_migrations",
];
