import type { Target } from "#lib/domain/target";
import type { Holder } from "../connection/holders.ts";
import { leaveChoreLock } from "./chore-lock.ts";
import type { Place, Plan } from "./replacing.ts";
import { dropDatabase, renameDatabases } from "./swap.ts";

/** The databases that another in the place of the present one, or none, displaces. */
export interface Displaced extends Plan {
  /** Under which name the present one is kept and can be brought back; undefined when there is none. */
  readonly previous: string | undefined;
}

/** The present database goes out of use, and the one before it for good; where there is no present one, nothing does. */
export const displaced = ({ database, names, present }: Place): Displaced =>
  present.has(database)
    ? { previous: names.previous, lost: [...present] }
    : { previous: undefined, lost: [] };

export interface PutInPlaceOptions {
  /**
   * Whether to wait until the server has removed the database before the previous one, which takes it a checkpoint. It
   * goes on with it when nobody waits, and the next command finds the lock free.
   * @default true
   */
  readonly awaitsRemoval?: boolean | undefined;
  /** Given the sessions that stand in the way, before they are ended. */
  tell(holders: readonly Holder[]): void;
}

/**
 * Puts a database in the place of the target's, or nothing, keeps the present one as the previous one, and drops the one
 * that was kept until now: the names change in one transaction, before the dropping. Returns the sessions that were ended.
 */
export async function putInPlace(
  { admin, database, names, present }: Place,
  target: Target,
  next: string | undefined,
  { awaitsRemoval = true, tell }: PutInPlaceOptions,
): Promise<Holder[]> {
  const isThere = present.has(database);
  const renames = [
    // Only a present one makes the one before it obsolete.
    ...(isThere && present.has(names.previous)
      ? [{ from: names.previous, to: names.discarded }]
      : []),
    ...(isThere ? [{ from: database, to: names.previous }] : []),
    ...(next === undefined ? [] : [{ from: next, to: database }]),
  ];
  const ended = await renameDatabases(admin, target, renames, tell);
  if (!awaitsRemoval) await leaveChoreLock(admin);
  const removal = dropDatabase(admin, names.discarded).catch(() => {}); // the next run does it
  if (awaitsRemoval) await removal;
  return ended;
}
