/** Where a server comes from: our own binaries, a container, or somebody else's (`CONNECTION_URL`). */
export type PostgresKind = "embedded" | "docker" | "external";

/** A PostgreSQL server that answers. Build URLs from it with `connectionUrlFor`. */
export interface PostgresServer {
  readonly kind: PostgresKind;
  readonly host: string;
  /** The port in use now; it can change at a `restart`, when another program has taken it. */
  readonly port: number;
  readonly user: string;
  /** As typed at a prompt, not percent-encoded. Never to be printed. */
  readonly password: string;
  /** The maintenance database: the one to connect to when creating or dropping others. */
  readonly database: string;
  /** The application's database. It need not exist yet. @default "cruddur" */
  readonly targetDatabase: string;
  /** Connection parameters beyond the address, by their libpq names: `sslmode`, … */
  readonly parameters: Readonly<Record<string, string>>;
  /** As the server tells it: "18.4". */
  readonly version: string;
  /** One line for people, without the password. */
  describe(): string;
  /** Whether it answers a query now. */
  isRunning(): Promise<boolean>;
  /** A cheap look, without a query; for those who look several times a second. */
  glance(): Promise<ServerCondition>;
  /** Ends the server. Does nothing to one that is not ours (`external`). */
  stop(): Promise<void>;
  /** Starts it again after a crash. Absent where that is not ours to do. */
  restart?(): Promise<void>;
}

/** `stopped`: on purpose, by anybody. `crashed`: it should answer, and does not. */
export type ServerCondition = "up" | "stopped" | "crashed";
