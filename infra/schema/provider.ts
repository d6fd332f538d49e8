import type * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import type { Server } from "#lib/sql/access";
import { PULUMI_CONNECTIONS } from "#lib/stack-config/connection-budget";

/** How Pulumi reaches a server, as a user that may make roles. */
export interface PostgresqlConnection {
  /** `rds` for a master user of RDS, who is no superuser. */
  readonly server: Server;
  readonly host: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
  readonly user: pulumi.Input<string>;
  /** Pass a secret: it is kept in the state, encrypted. */
  readonly password: pulumi.Input<string>;
  /** One that exists. */
  readonly database: pulumi.Input<string>;
  /** libpq's; never `prefer`, which the provider lacks. */
  readonly sslmode: "disable" | "require" | "verify-ca" | "verify-full";
  /** File of the authorities that count, from the folder of the program. */
  readonly sslrootcert?: string;
}

/**
 * The provider's arguments, each of them: one that is not set is taken from PGHOST, PGPASSWORD and their like, which in
 * somebody's shell lead to another server.
 */
export function postgresqlProviderArgs(connection: PostgresqlConnection): postgresql.ProviderArgs {
  const { host, port, user, password, database, sslmode, sslrootcert = "" } = connection;
  return {
    scheme: "postgres",
    host: pulumi.output(host).apply(checkedHost),
    port,
    username: user,
    password: pulumi.secret(password),
    database,
    databaseUsername: user,
    // Otherwise it reads passwords out of pg_authid, which only a superuser may.
    superuser: false,
    sslmode,
    sslrootcert,
    // Each resource waits for it, one after the other; the provider's own is 180 s.
    connectTimeout: 10,
    // A db.t4g.micro has about 80, and the stack's functions are counted on (lib/stack-config/connection-budget.ts).
    maxConnections: PULUMI_CONNECTIONS,
    // Saves a question at each connection; what depends on it has not changed since 9.4.
    expectedVersion: "18.0.0",
    awsRdsIamAuth: false,
    awsRdsIamProfile: "",
    awsRdsIamRegion: "",
    awsRdsIamProviderRoleArn: "",
    azureIdentityAuth: false,
    azureTenantId: "",
    gcpIamImpersonateServiceAccount: "",
  };
}

/** Without a host the provider would take a server on this machine. */
function checkedHost(host: string): string {
  if (host !== "") return host;
  throw new RangeError("The database has no address yet.");
}
