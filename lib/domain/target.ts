/** Everything needed to reach one database as one user. */
export interface ConnectionParameters {
  readonly host: string;
  /** libpq's `hostaddr`: where to connect to, while `host` is the name that the certificate must carry. For tunnels. @default `host` */
  readonly hostaddr?: string | undefined;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** libpq's `sslmode`. @default "disable" for this machine, otherwise "verify-full" (`sslmodeFor`) */
  readonly sslmode?: string | undefined;
  /** libpq's `sslrootcert`: the file of the authorities that count, or `system`. @default RDS's own for its hosts, otherwise Node's */
  readonly sslrootcert?: string | undefined;
}

/** One database that commands work on: the local one, or a stack's. */
export interface Target {
  /** The database's marker, where it is not `environment`: a local address may be a tunnel's. */
  readonly marked?: string;
  /** As typed after `--target`: `local`, `prod`, `dev-alice`. */
  readonly name: string;
  /** The text of `cruddur_meta.environment` in a database of this target: `local`, `dev`, `production`. */
  readonly environment: string;
  readonly isLocal: boolean;
  /** It is never dropped, seeded or reset. */
  readonly isProduction: boolean;
  /** The application's database, as a user who may make and change databases. The database need not exist. */
  readonly parameters: ConnectionParameters;
  /** The database to be connected to while others are made, renamed or dropped. */
  readonly maintenance: string;
  /** Where the server comes from. `external`: a connection URL of the user's. */
  readonly kind: "embedded" | "docker" | "external" | "stack";
  /** Of a stack: why its database cannot be reached, with what to do; undefined when it can. It takes some seconds. */
  readonly diagnose?: () => Promise<Error | undefined>;
  /** The server in a few words, without the password: "embedded PostgreSQL 18.4 on 127.0.0.1:5432". */
  describe(): string;
}

/** Whether an environment's name means production; such a database is never dropped, seeded or reset. */
export function isProductionName(environment: string): boolean {
  return /^(prod|production|live)([^a-z].*)?$/i.test(environment);
}

/** Whether a text can be a stack's name, `dev` or `acme/cruddur/dev`; it becomes an argument, where a hyphen would begin an option. */
export function isStackName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$/.test(text);
}

/**
 * Whether a host is this machine, or the service `db` of compose.yaml and the devcontainer. Decided by the name
 * alone: what a name service answers may change between two looks.
 */
export function isLocalHost(host: string): boolean {
  return (
    host.startsWith("/") ||
    /^(localhost\.?|db|::1|127(\.\d{1,3}){3}|::ffff:127(\.\d{1,3}){3})$/i.test(host)
  );
}

/** Whether a host is a server or a proxy of Amazon RDS: `cruddur.c9a.us-east-1.rds.amazonaws.com`. */
export function isRdsHost(host: string): boolean {
  return /\.rds\.([a-z]+(-[a-z]+)+-\d\.)?amazonaws\.(com|com\.cn|eu)\.?$/i.test(host);
}

/**
 * The `sslmode` that counts. Off this machine nothing is sent in the clear without `disable`: `allow` and `prefer`, which
 * anybody in between could talk out of TLS, are `require`, and no word is `verify-full`. On RDS it is never less than
 * `verify-full`, since we hold the certificates to do so. To this machine it is `disable` unless more is asked for.
 */
export function sslmodeFor({
  host,
  sslmode,
}: Pick<ConnectionParameters, "host" | "sslmode">): string {
  if (isRdsHost(host)) return "verify-full";
  const isLocal = isLocalHost(host);
  if (sslmode === "allow" || sslmode === "prefer") return isLocal ? "disable" : "require";
  return sslmode ?? (isLocal ? "disable" : "verify-full");
}

/** The one line that every chore prints first: target, host, database, environment. */
export function bannerFor(target: Target): string {
  const { host, port, database } = target.parameters;
  const environment = target.isProduction
    ? "PRODUCTION"
    : target.marked === undefined
      ? `environment ${target.environment}`
      : `the database says it is ${target.marked.toUpperCase()}`;
  return `target ${target.name} · ${host}:${port} · database ${database} · ${environment}`;
}
