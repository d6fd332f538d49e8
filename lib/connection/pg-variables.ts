import type { Env } from "../environment.ts";

/** Those of libpq 18, PostgreSQL's own programs and node-postgres, as the docs list them. */
export const PG_VARIABLES = [
  ...["PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE"],
  ...["PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGLOCALEDIR", "PGOPTIONS", "PGAPPNAME"],
  ...["PGCONNECT_TIMEOUT", "PGCLIENTENCODING", "PGDATESTYLE", "PGTZ", "PGGEQO"],
  ...["PGTARGETSESSIONATTRS", "PGLOADBALANCEHOSTS", "PGREQUIREAUTH", "PGCHANNELBINDING"],
  ...["PGSSLMODE", "PGREQUIRESSL", "PGSSLNEGOTIATION", "PGSSLCOMPRESSION", "PGSSLSNI"],
  ...["PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGSSLCERTMODE", "PGSSLCRL", "PGSSLCRLDIR"],
  ...["PGSSLMINPROTOCOLVERSION", "PGSSLMAXPROTOCOLVERSION", "PGREQUIREPEER", "PGOAUTHDEBUG"],
  ...["PGGSSENCMODE", "PGKRBSRVNAME", "PGGSSLIB", "PGGSSDELEGATION"],
  ...["PGMINPROTOCOLVERSION", "PGMAXPROTOCOLVERSION", "PGREPLICATION"],
] as const;

/**
 * Variables of libpq and node-postgres (PGHOST, PGOPTIONS, PGSSLMODE, PGTZ, PGREPLICATION, …), each of which would bend
 * what a command does. The colour of PostgreSQL's programs may be as somebody likes it.
 */
const OF_LIBPQ = /^PG(?!_COLORS?$)/i;

/** An environment without PostgreSQL's own variables. */
export function withoutPgVariables(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_LIBPQ.test(name)));
}

/** Takes them out of an environment for good: of this process, and of all that it starts. */
export function dropPgVariables(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (OF_LIBPQ.test(name)) delete env[name];
}
