import type { Env } from "../environment.ts";

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
