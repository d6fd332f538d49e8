import { createHash } from "node:crypto";
import type pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { GUARD_STATEMENTS } from "#database/guard/guard";
import { LOCAL_SUPERUSER } from "#lib/domain/local-superuser";
import { codeOf, UserError } from "#lib/errors";
import { identifier, literal } from "#lib/sql/quote";
import { typed } from "#lib/terminal/typed";
import { MASTER } from "../version.ts";
import { HAND_OVER, IS_MASTER_WHOLE, MASTER_STATEMENTS } from "./master.ts";

/** A server of ours, by its address alone. */
type Address = Pick<ConnectionParameters, "host" | "port" | "sslmode">;

const IN_EACH_DATABASE = [HAND_OVER, ...GUARD_STATEMENTS];

/** Told by the superuser's role to everybody, when all is done: a later start has nothing to do then. */
const PREPARED = `The server's own; prepared: ${createHash("sha256")
  .update([...MASTER_STATEMENTS, ...IN_EACH_DATABASE].join("\n"))
  .digest("hex")
  .slice(0, 16)}`;

const WAS_PREPARED = `coalesce(shobj_description(10, 'pg_authid') = ${literal(PREPARED)}, false)`;

/** For a query as anybody: whether `prepareServer` has nothing to do. */
export const IS_PREPARED = `(${WAS_PREPARED} and ${IS_MASTER_WHOLE})`;

/** PostgreSQL lets no session rename its own role. */
const RENAMER = "cruddur_renamer";

/** Whether a server refuses a user: no such one, another password, or one that may not log in. */
export const isRefusal = (error: unknown): boolean =>
  ["28P01", "28000"].includes(codeOf(error) ?? "");

/**
 * Makes the accounts of a server of ours what they should be: a superuser that nobody knows, and the published one, which
 * is none. A server of an older release, whose superuser was published, is brought over, with all that is in it. Killed at
 * any point, the next call goes on.
 *
 * @param password the superuser's, as it is or will be
 * @returns whether it was prepared by this release before: then somebody has changed the published account since
 * @throws UserError where it is neither a new server nor one of ours
 */
export async function prepareServer(address: Address, password: string): Promise<boolean> {
  const own = { ...address, user: LOCAL_SUPERUSER, password, database: "postgres" };
  if (!(await letsIn(own))) await renameSuperuser(address, password);
  return withClient(own, "prepare", async (client) => {
    const { rows } = await client.query<{ it: boolean }>(`select ${WAS_PREPARED} as it`);
    await inOneTransaction(client, [`drop role if exists ${RENAMER}`, ...MASTER_STATEMENTS]);
    for (const { name, open } of await databases(client)) {
      if (!open) await allowConnections(client, name, true);
      await withClient({ ...own, database: name }, "prepare", (inside) =>
        inOneTransaction(inside, IN_EACH_DATABASE),
      );
      if (!open) await allowConnections(client, name, false);
    }
    await client.query(`comment on role ${LOCAL_SUPERUSER} is ${literal(PREPARED)}`);
    return rows[0]!.it;
  });
}

/** The published account is the superuser of a server that an older release has made. */
async function renameSuperuser(address: Address, password: string): Promise<void> {
  const renamer = { ...address, user: RENAMER, password, database: "postgres" };
  if (!(await letsIn(renamer))) {
    await withClient({ ...address, ...MASTER }, "prepare", async (client) => {
      const { rows } = await client.query<{ it: boolean }>(
        "select oid = 10 as it from pg_roles where rolname = current_user",
      );
      if (!rows[0]!.it) throw secretLost(address);
      await inOneTransaction(client, [
        `drop role if exists ${RENAMER}`,
        `create role ${RENAMER} superuser login password ${literal(password)}`,
      ]);
    });
  }
  await withClient(renamer, "prepare", (client) =>
    inOneTransaction(client, [
      `alter role ${identifier(MASTER.user)} rename to ${LOCAL_SUPERUSER}`,
      `alter role ${LOCAL_SUPERUSER} with password ${literal(password)}`,
      ...MASTER_STATEMENTS,
    ]),
  );
}

const secretLost = ({ host, port }: Address) =>
  new UserError(
    `The password of ${LOCAL_SUPERUSER} on ${host}:${port} is not in its file any more.`,
    `Keep what you need (pg_dump), then begin again: ${typed("reset")}, then ${typed("start")}`,
  );

async function letsIn(parameters: ConnectionParameters): Promise<boolean> {
  try {
    await withClient(parameters, "prepare", async () => {});
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** Those that can be connected to at all; the one that new ones are copied from comes first. */
async function databases(client: pg.Client): Promise<{ name: string; open: boolean }[]> {
  const { rows } = await client.query<{ name: string; open: boolean }>(
    // A template that was opened by a start that was killed is closed again.
    `select datname as name, datallowconn and not starts_with(datname, 'cruddur_template_') as open from pg_database
     where datname <> 'template0' and datconnlimit <> -2 -- left half dropped
     order by datname <> 'template1', oid`,
  );
  return rows;
}

const allowConnections = (client: pg.Client, name: string, yes: boolean) =>
  client.query(`alter database ${identifier(name)} allow_connections ${yes}`);

const inOneTransaction = (client: pg.Client, statements: readonly string[]) =>
  client.query(["begin", ...statements, "commit"].join(";\n"));
