import { createRequire } from "node:module";
import { connectionUrlFor } from "#lib/connection/url";
import { fromRoot } from "#lib/root";
import type { ConnectionParameters } from "#lib/domain/target";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import type { DoctorContext, Finding, Hop } from "#local/doctor/hop";
import { anyFreePort } from "#local/postgres/free-port";

const { installedSet } = createRequire(import.meta.url)(
  fromRoot("scripts/package-sets.cjs"),
) as Pick<DoctorContext, "installedSet">;

/** A context in which nothing is wrong and nothing is made yet, but for what a test says. */
export async function doctorContext(given: Partial<DoctorContext> = {}): Promise<DoctorContext> {
  return {
    root: fromRoot(),
    stateDirectory: "/nonexistent/state",
    env: { PATH: process.env["PATH"] },
    nodeVersion: "22.21.1",
    now: new Date(),
    pagePort: await anyFreePort(),
    postgresPort: await anyFreePort(),
    wantedFreeBytes: 0,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    installedSet,
    signal: new AbortController().signal,
    ...given,
  };
}

/** What a hop finds. */
export async function findingOf(hop: Hop, given: Partial<DoctorContext> = {}): Promise<Finding> {
  return hop.run(await doctorContext(given));
}

/** CONNECTION_URL of a database. */
function urlOf(parameters: ConnectionParameters): string {
  return connectionUrlFor({ ...parameters, parameters: {} });
}

/** The environment that makes a database the local one. */
export const leadingTo = (parameters: ConnectionParameters): Partial<DoctorContext> => ({
  env: { PATH: process.env["PATH"], CONNECTION_URL: urlOf(parameters) },
});
