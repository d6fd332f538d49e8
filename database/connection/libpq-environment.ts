import { sslmodeFor } from "#lib/domain/target";
import { withoutPgVariables } from "#lib/connection/pg-variables";
import type { Env } from "#lib/environment";
import { applicationName, type ConnectionParameters } from "./connect.ts";

/**
 * The environment in which PostgreSQL's own programs (psql, pg_dump) reach a database. The password is in it and not in
 * their arguments, which everybody on the machine can read. Of the variables that were there none of libpq's counts.
 */
export function libpqEnvironment(parameters: ConnectionParameters, chore: string, env: Env): Env {
  const { host, hostaddr, port, user, password, database, sslrootcert } = parameters;
  return {
    ...withoutPgVariables(env),
    PGHOST: host,
    ...(hostaddr === undefined ? {} : { PGHOSTADDR: hostaddr }),
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGSSLMODE: sslmodeFor(parameters),
    ...(sslrootcert === undefined ? {} : { PGSSLROOTCERT: sslrootcert }),
    PGAPPNAME: applicationName(chore),
    PGCONNECT_TIMEOUT: "10",
  };
}
