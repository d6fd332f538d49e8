import type pg from "pg";
import type { Target } from "#lib/domain/target";
import { UserError } from "#lib/errors";
import { withClient } from "../connection/connect.ts";
import { refuseHosted } from "../fence/hosted.ts";

/**
 * Runs work on a connection to the maintenance database, from which the target's can be made, renamed and dropped. Throws
 * a UserError when the target's database is the only one that we are let into, and a RefusedError when a local target's
 * server is hosted.
 */
export async function onMaintenance<T>(
  target: Target,
  chore: string,
  work: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const { parameters, maintenance } = target;
  if (maintenance === parameters.database) {
    throw new UserError(
      `${target.describe()} lets us into ${maintenance} only, and a database cannot be replaced from within.`,
      "Let the user connect to the database postgres too.",
    );
  }
  return withClient({ ...parameters, database: maintenance }, chore, async (admin) => {
    await refuseHosted(admin, target);
    return work(admin);
  });
}
