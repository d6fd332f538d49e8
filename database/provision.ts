import type pg from "pg";
import { OWNER } from "#lib/domain/access";
import type { Target } from "#lib/domain/target";
import { codeOf, UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import { applyGrants, applyRoles } from "./access/access.ts";
import { rolePasswords } from "./access/role-passwords.ts";
import { makeAnew } from "#lib/sql/make-anew";
import { shapeFaults } from "#lib/sql/shape";
import { withClient, type ConnectionParameters } from "./connection/connect.ts";
import { describeHolder, holdersOf } from "./connection/holders.ts";
import { IS_GUARDED, protectDatabase } from "./guard/guard.ts";
import { requireApplicationDatabase } from "./fence/application-database.ts";
import { refuseForeignTables } from "./fence/foreign-tables.ts";
import { refuseHosted } from "./fence/hosted.ts";
import { readMarker, requireEnvironment, writeMarker } from "./fence/marker.ts";
import { migrate } from "./migrations/migrate.ts";
import { ABOUT_TO_BE_SIGNED, sign, type Signature } from "./replacement/signature.ts";
import { seed } from "./seeds/seed.ts";

/** Held while roles and databases are made, so that two commands at once do it one after the other. */
export const PROVISION_LOCK = 7_241_865_325_823_965n;

export interface ProvisionResult {
  /** The database did not exist before. */
  readonly created: boolean;
  /** Names of the migrations that ran. */
  readonly migrations: readonly string[];
}

export interface ProvisionOptions {
  /** @default "local" */
  readonly environment?: string;
  /** Run the seeds when the database is new. @default true */
  readonly seed?: boolean;
  /** Where the server comes from. @default "external" */
  readonly kind?: Target["kind"];
}

/**
 * Brings the local database `server.database` to what the program needs: roles, database, migrations, grants,
 * marker and, when it is new, seeds. Idempotent; what is there already is left as it is.
 *
 * `server` is the superuser's connection; `maintenance` is the database to create others from.
 * Throws a RefusedError, with nothing changed, when the database belongs to another environment, or has tables and was
 * not made by this project, or when roles of its names are somebody else's.
 */
export async function provision(
  server: ConnectionParameters,
  maintenance: string,
  options: ProvisionOptions = {},
): Promise<ProvisionResult> {
  const environment = options.environment ?? "local";
  requireApplicationDatabase(server.database);
  return withClient({ ...server, database: maintenance }, "provision", async (admin) => {
    const { kind = "external" } = options;
    await refuseHosted(admin, { isLocal: true, kind });
    await admin.query("select pg_advisory_lock($1)", [PROVISION_LOCK.toString()]);
    if (await databaseExists(admin, server.database)) {
      await withClient(server, "provision", async (client) => {
        await requireEnvironment(client, environment);
        await refuseForeignTables(client);
      });
    }
    const roles = { parameters: server, kind };
    await applyRoles(admin, await rolePasswords(admin, roles, { command: "db:setup" }));
    const created = await ensureDatabase(admin, server.database);
    await admin.query(protectDatabase(server.database));
    return withClient(server, "provision", async (client) => {
      const migrations = await asOwner(client, () => migrate(client));
      await refuseForeignShape(client);
      await applyGrants(client);
      // The marker comes last: when a seed fails, the next run finds no marker and seeds again.
      const isNew = (await readMarker(client)) === undefined;
      if (isNew && options.seed !== false) await asOwner(client, () => seed(client));
      await writeMarker(client, { environment, stack: environment });
      return { created, migrations };
    });
  });
}

/** Tables of our names that an outside script has made, or changed so that our statements cannot run. */
async function refuseForeignShape(client: pg.Client): Promise<void> {
  const { faults } = await shapeFaults(client);
  if (faults.length === 0) return;
  throw new UserError(
    `Database ${client.database} on ${client.host}:${client.port} is not as its migrations made it: ${faults.join("; ")}.`,
    `Make it anew: ${makeAnew(faults)}`,
  );
}

export async function asOwner<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query(`set role ${identifier(OWNER)}`);
  try {
    return await work();
  } finally {
    await client.query("reset role").catch(() => {});
  }
}

async function databaseExists(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query("select from pg_database where datname = $1", [name]);
  return rowCount === 1;
}

async function ensureDatabase(admin: pg.Client, name: string): Promise<boolean> {
  if (await databaseExists(admin, name)) {
    await admin.query(`alter database ${identifier(name)} owner to ${identifier(OWNER)}`);
    return false;
  }
  await createDatabase(admin, name);
  return true;
}

/** Makes an empty database, the owner role's, and signs it; with the guard on a local server of ours. */
export async function createDatabase(
  admin: pg.Client,
  name: string,
  signature: Signature = { kind: "database", of: name },
): Promise<void> {
  const { rows } = await admin.query<{ it: boolean }>(`select ${IS_GUARDED} as it`);
  const template = rows[0]!.it ? "template1" : "template0";
  // template0 and UTF8: the cluster's own default may be SQL_ASCII where the locale is C.
  await admin
    .query(
      `create database ${identifier(name)} owner ${identifier(OWNER)} encoding 'UTF8'
     template ${template} ${ABOUT_TO_BE_SIGNED}`,
    )
    .catch(async (error: unknown) => {
      if (codeOf(error) !== "55006") throw error;
      const holders = (await holdersOf(admin, [template])).map(describeHolder).join(" and ");
      throw new UserError(
        `Nobody may be connected to ${template} while a database is copied from it: ${holders || "somebody was"}. Nothing was done.`,
        "End that session, then run the command again.",
        { cause: error },
      );
    });
  await sign(admin, name, signature);
}
