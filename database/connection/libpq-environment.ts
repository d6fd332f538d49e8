import { sslmodeFor } from "#lib/domain/target";
import type { Env } from "#lib/environment";
import { applicationName, type ConnectionParameters } from "./connect.ts";

/** Of libpq's variables only ours count; any of these would lead elsewhere. */
const LEADING_ELSEWHERE = [
  "PGSERVICE",
  "PGSERVICEFILE",
  "PGHOSTADDR",
  "PGOPTIONS",
  "PGTARGETSESSIONATTRS",
];

/**
 * The environment in which PostgreSQL's own programs (psql, pg_dump) reach a database. The password is in it and not in
 * their arguments, which everybody on the machine can read.
 */
export function libpqEnvironment(parameters: ConnectionParameters, chore: string, env: Env): Env {
  const { host, hostaddr, port, user, password, database, sslrootcert } = parameters;
  const kept = Object.entries(env).filter(([name]) => !LEADING_ELSEWHERE.includes(name));
  return {
    ...Object.fromEntries(kept),
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
