import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { codeOf, messageOf, RefusedError, UserError } from "#lib/errors";
import { identifier, literal } from "#lib/sql/quote";
import type { Target } from "#lib/domain/target";
import { withClient } from "../connection/connect.ts";
import { protectDatabase } from "../guard/guard.ts";
import { requireApplicationDatabase } from "../fence/application-database.ts";
import { endSessions, holdersOf, type Holder } from "../connection/holders.ts";
import { signing, type Signature } from "./signature.ts";

/** The databases beside a target's. */
export interface Companions {
  /** Being built; `db:setup` puts it in place. Litter when nobody is at it. */
  readonly next: string;
  /** The one that was in place before; `db:undo` brings it back. */
  readonly previous: string;
  /** Out of use, about to be dropped. Litter when nobody is at it. */
  readonly discarded: string;
}

/**
 * Throws a UserError when the names would be longer than PostgreSQL keeps (63 bytes), and a RefusedError for a database
 * that is not the application's.
 */
export function companionsOf(database: string): Companions {
  requireApplicationDatabase(database);
  if (Buffer.byteLength(database) > 63 - "_discarded".length) {
    throw new UserError(
      `The database's name ${database} is too long: ${Buffer.byteLength(database)} bytes.`,
      "53 are left beside the endings of the databases next to it (_next, _prev).",
    );
  }
  return {
    next: `${database}_next`,
    previous: `${database}_prev`,
    discarded: `${database}_discarded`,
  };
}

export interface Rename {
  readonly from: string;
  readonly to: string;
  /** The database that is meant, whatever has its name by now. */
  readonly oid: number;
  /** Its signature under the new name; undefined for a name that it has for a moment. */
  readonly as?: Signature;
}

/** How long a session that was told to end may take before the next look. */
const LOOK_MS = 3;
const LOOKS = 60;

/**
 * Renames databases and signs them, all in one transaction, and ends the sessions that are in them. It happens wholly or
 * not at all, whenever this process or the server is killed; nobody gets into one of the databases in between, because a
 * renaming holds a lock that new connections wait for. Throws a RefusedError when one of them is no longer the one that is
 * meant.
 *
 * @param tell is given the sessions before they are ended
 * @returns the sessions that were ended
 */
export async function renameDatabases(
  admin: pg.Client,
  target: Target,
  renames: readonly Rename[],
  tell: (holders: readonly Holder[]) => void,
): Promise<Holder[]> {
  if (renames.length === 0) return [];
  const databases = renames.map(({ from }) => from);
  try {
    return await withoutSessions(admin, target, databases, tell, renaming(renames));
  } catch (error) {
    if (!MOVED.includes(codeOf(error) ?? "")) throw error;
    throw new RefusedError(
      `Databases were made or renamed by somebody else meanwhile: ${messageOf(error)}. Nothing was put in place.`,
      "Look at what is there now, then run the command again.",
      { cause: error },
    );
  }
}

const IS_ANOTHER = "CRUD1";
/** No such database; one of that name already; another one of that name. */
const MOVED = ["3D000", "42P04", IS_ANOTHER];

/** The statements of one transaction, to be sent as one query. */
function renaming(renames: readonly Rename[]): string[] {
  const named = renames.flatMap(({ to, oid, as }) => (as ? [{ to, oid, as }] : []));
  const meant = named.map(({ to, oid }) => `(${literal(to)}, ${oid}::oid)`).join(", ");
  return [
    "begin",
    ...renames.map(
      ({ from, to }) => `alter database ${identifier(from)} rename to ${identifier(to)}`,
    ),
    ...named.flatMap(({ to, as }) => [
      signing(to, as),
      ...(as.kind === "database" ? [protectDatabase(to)] : []),
      // So that one statement drops it, for which nobody needs to wait.
      ...(as.kind === "discarded" ? [`alter database ${identifier(to)} is_template false`] : []),
    ]),
    // After the renaming, which nobody can undo before the transaction's end.
    `do $$ begin
       if exists (select from (values ${meant}) as meant (name, oid)
         where not exists (select from pg_database as d where d.datname = meant.name and d.oid = meant.oid)) then
         raise 'one of them is another database by now' using errcode = '${IS_ANOTHER}';
       end if;
     end $$`,
    "commit",
  ];
}

/**
 * Runs statements that need databases without sessions (renaming them, copying them) and ends the sessions in them. The
 * statements are sent as one query.
 *
 * @param tell is given the sessions before they are ended
 * @returns the sessions that were ended
 */
export async function withoutSessions(
  admin: pg.Client,
  target: Target,
  databases: readonly string[],
  tell: (holders: readonly Holder[]) => void,
  statements: readonly string[],
): Promise<Holder[]> {
  const ended = await holdersOf(admin, databases);
  tell(ended);
  await endSessions(admin, ended);
  await waitUntilUnused(admin, databases);
  const running = admin.query(statements.join(";\n"));
  // A program that reconnects got in before the lock: PostgreSQL waits 5 s for it to leave, so it is told to.
  const isDone = new AbortController();
  const late = keepEnding(target, databases, isDone.signal);
  try {
    await running;
  } catch (error) {
    await admin.query("rollback").catch(() => {});
    throw inUse(error);
  } finally {
    isDone.abort();
    ended.push(...(await late));
  }
  return ended;
}

/**
 * Drops a database when it is there, and ends the sessions in it. The caller holds the lock and has seen whose it is
 * (`signature.ts`).
 */
export async function dropDatabase(admin: pg.Client, database: string): Promise<void> {
  const drop = `drop database if exists ${identifier(database)} with (force)`;
  try {
    await admin.query(drop);
  } catch (error) {
    if (codeOf(error) !== "42809") throw error;
    // A template, or protected as one.
    await admin.query(`alter database ${identifier(database)} is_template false`);
    await admin.query(drop);
  }
}

/** A session that has ended is seen for some milliseconds more, and PostgreSQL would look only every 100 ms. */
export async function waitUntilUnused(
  admin: pg.Client,
  databases: readonly string[],
): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await holdersOf(admin, databases)).length === 0) return;
    await delay(LOOK_MS);
  }
}

const LATE_MS = 30;

async function keepEnding(
  target: Target,
  databases: readonly string[],
  done: AbortSignal,
): Promise<Holder[]> {
  const ended: Holder[] = [];
  await pause(LATE_MS, done);
  if (done.aborted) return ended;
  try {
    await withClient(
      { ...target.parameters, database: target.maintenance },
      "swap",
      async (client) => {
        while (!done.aborted) {
          const holders = await holdersOf(client, databases);
          await endSessions(client, holders);
          ended.push(...holders.filter(({ pid }) => !ended.some((known) => known.pid === pid)));
          await pause(LATE_MS, done);
        }
      },
    );
  } catch {
    // The renaming itself says what is wrong.
  }
  return ended;
}

const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});

/** `object_in_use`: after 5 s something was still there that is no session of a client. */
function inUse(error: unknown): unknown {
  if (codeOf(error) !== "55006") return error;
  const { message, detail } = error as { message: string; detail?: string };
  return new UserError(
    `The database could not be had alone: ${message}${detail ? ` (${detail})` : ""}`,
    "A prepared transaction or a replication connection holds it. See pg_prepared_xacts and pg_replication_slots.",
    { cause: error },
  );
}
