import { typed } from "#lib/terminal/typed";
import { UserError } from "#lib/errors";
import { identifier, literal } from "#lib/sql/quote";
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
import { dropDatabase, presentDatabases } from "./swap.ts";

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
    litter: [BUILDING, DISCARDED],
    plan: (place) => planSnapshot(place, name, replace),
    async act({ admin }, { lost }) {
      await copyDatabase(admin, target, { from: database, to: BUILDING, connectable: false, tell });
      const about = JSON.stringify({ database, takenAt: new Date().toISOString() });
      await admin.query(
        [
          "begin",
          `comment on database ${identifier(BUILDING)} is ${literal(about)}`,
          ...lost.map(
            (one) => `alter database ${identifier(one)} rename to ${identifier(DISCARDED)}`,
          ),
          `alter database ${identifier(BUILDING)} rename to ${identifier(databaseOf(name))}`,
          "commit",
        ].join(";\n"),
      );
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
  if (!(await presentDatabases(admin, [snapshot])).has(snapshot)) return { lost: [] };
  if (!replace) {
    throw new UserError(
      `There is a snapshot ${name} already.`,
      `Replace it: ${typed("db:snapshot", `--name ${name} --replace`)}`,
    );
  }
  await findSnapshot(admin, name);
  return { lost: [snapshot] };
}
