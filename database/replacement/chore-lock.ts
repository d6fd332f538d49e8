import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { describeHolder, lockHolders } from "../connection/holders.ts";
import { PROVISION_LOCK } from "../provision.ts";

/** A start of the local copy holds the lock for a second or two. */
const PATIENCE_MS = 15_000;

/**
 * Takes, until the connection ends, the lock that is held while databases are made, renamed or dropped.
 *
 * A starting local copy (`npm start`) is waited for; another chore is not: what it makes would be replaced at once, and
 * the way back to what was there before it would be lost. Throws a RefusedError that names who holds it.
 */
export async function takeChoreLock(admin: pg.Client, note: (text: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let told = false;
  while (!(await tryLock(admin))) {
    const holders = await lockHolders(admin, PROVISION_LOCK);
    if (holders.length === 0) continue; // it ended between the two questions
    const names = holders.map(describeHolder).join(" and ");
    const isStart = holders.every(({ application }) =>
      application.startsWith("cruddur/provision@"),
    );
    if (!isStart || Date.now() > deadline) {
      throw new RefusedError(
        `${names} is making or changing databases on this server. Nothing was done.`,
        "Wait for it to end and try again.",
      );
    }
    if (!told) note(`Waiting for ${names} …`);
    told = true;
    await delay(50);
  }
}

/** Gives the lock back before the connection ends. */
export async function leaveChoreLock(admin: pg.Client): Promise<void> {
  await admin.query("select pg_advisory_unlock($1)", [PROVISION_LOCK.toString()]);
}

async function tryLock(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query<{ it: boolean }>("select pg_try_advisory_lock($1) as it", [
    PROVISION_LOCK.toString(),
  ]);
  return rows[0]!.it;
}
