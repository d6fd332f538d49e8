import { typed, typedAgain } from "#lib/terminal/typed";
import { UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import type { Consent } from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { copyDatabase } from "./copy-database.ts";
import { replacing, type Place, type Plan } from "./replacing.ts";
import {
  BUILDING,
  checkedSnapshotName,
  databaseOf,
  DISCARDED,
  findSnapshot,
  requireLocal,
  type Snapshot,
} from "./snapshots.ts";
import { seeDatabases, type Signature } from "./signature.ts";
import { dropDatabase, renameDatabases, type Rename } from "./swap.ts";

export interface TakeSnapshotOptions {
  readonly name: string;
  /** Take the place of one with the same name. @default false */
  readonly replace?: boolean;
  readonly consent: Consent;
  /** Only say what would be done. @default false */
  readonly dryRun?: boolean;
  /** Given the sessions that stand in the way, before they are ended: a database is copied without any. */
  tell(holders: readonly Holder[]): void;
}

/**
 * Takes a snapshot of a target's database (50 ms for a small one). Returns undefined in a dry run. Throws a UserError when
 * the name is taken.
 */
export async function takeSnapshot(
  target: Target,
  options: TakeSnapshotOptions,
): Promise<Snapshot | undefined> {
  requireLocal(target);
  const { database } = target.parameters;
  const { consent, dryRun = false, replace = false, tell } = options;
  const name = checkedSnapshotName(options.name);
  const { done } = await replacing(target, {
    action: { chore: "db:snapshot", what: `copy ${database}`, kind: "changes" },
    consent,
    dryRun,
    previous: "stays",
    litter: [BUILDING, DISCARDED].map((litter) => ({ name: litter, kind: "snapshot" })),
    plan: (place) => planSnapshot(place, name, replace),
    async act({ admin }) {
      const signature: Signature = {
        kind: "snapshot",
        of: database,
        takenAt: new Date().toISOString(),
      };
      await copyDatabase(admin, target, {
        from: database,
        to: BUILDING,
        signature,
        connectable: false,
        tell,
      });
      const finished = databaseOf(name);
      const seen = await seeDatabases(admin, [BUILDING, finished]);
      const moves = [
        [finished, DISCARDED],
        [BUILDING, finished],
      ] as const;
      const renames = moves.flatMap(([from, to]): Rename[] => {
        const found = seen.get(from);
        return found ? [{ from, to, oid: found.oid, as: found.signature ?? signature }] : [];
      });
      await renameDatabases(admin, target, renames, tell);
      await dropDatabase(admin, DISCARDED).catch(() => {}); // litter for the next run
      return findSnapshot(admin, name);
    },
  });
  return done;
}

async function planSnapshot(
  { admin, database, present }: Place,
  name: string,
  replace: boolean,
): Promise<Plan> {
  if (!present.has(database)) {
    throw new UserError(
      `There is no database ${database} to copy.`,
      `Make it: ${typed("db:setup")}`,
    );
  }
  const snapshot = databaseOf(name);
  if (!(await seeDatabases(admin, [snapshot])).has(snapshot)) return { lost: [] };
  if (!replace) {
    throw new UserError(
      `There is a snapshot ${name} already.`,
      `Replace it: ${typedAgain("db:snapshot", [["--name", name], ["--replace"]])}`,
    );
  }
  await findSnapshot(admin, name);
  return { lost: [snapshot] };
}
