import type { Target } from "#lib/domain/target";
import type { Holder } from "../connection/holders.ts";
import { leaveChoreLock } from "./chore-lock.ts";
import type { Place, Plan } from "./replacing.ts";
import { seeDatabases } from "./signature.ts";
import { dropDatabase, renameDatabases, type Rename } from "./swap.ts";

/** The databases that another in the place of the present one, or none, displaces. */
export interface Displaced extends Plan {
  /** Under which name the present one is kept and can be brought back; undefined when there is none. */
  readonly previous: string | undefined;
  /** The one that was kept until now, and goes for good. */
  readonly dropped: readonly string[];
}

/** The present database goes out of use, and the one before it for good; where there is no present one, nothing does. */
export const displaced = ({ database, names, present }: Place): Displaced =>
  present.has(database)
    ? {
        previous: names.previous,
        lost: [...present.keys()],
        dropped: [...present.keys()].filter((name) => name !== database),
      }
    : { previous: undefined, lost: [], dropped: [] };

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
  place: Place,
  target: Target,
  next: string | undefined,
  { awaitsRemoval = true, tell }: PutInPlaceOptions,
): Promise<Holder[]> {
  const { admin, database, names, present, fingerprint } = place;
  const built = next === undefined ? undefined : (await seeDatabases(admin, [next])).get(next);
  const inUse = present.get(database);
  // Only a present one makes the one before it obsolete.
  const obsolete = inUse && present.get(names.previous);
  const of = database;
  const renames: Rename[] = [];
  if (obsolete) {
    const { oid, name: from } = obsolete;
    renames.push({ from, to: names.discarded, oid, as: { kind: "discarded", of } });
  }
  if (inUse) {
    const as = { kind: "previous", of, fingerprint } as const;
    renames.push({ from: database, to: names.previous, oid: inUse.oid, as });
  }
  if (built) {
    const { oid, name: from } = built;
    renames.push({ from, to: database, oid, as: { kind: "database", of } });
  }
  const ended = await renameDatabases(admin, target, renames, tell);
  if (!awaitsRemoval) await leaveChoreLock(admin);
  const removal = dropDatabase(admin, names.discarded).catch(() => {}); // the next run does it
  if (awaitsRemoval) await removal;
  return ended;
}
