import type pg from "pg";
import { typed, typedAgain } from "#lib/terminal/typed";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { onMaintenance } from "./on-maintenance.ts";
import { takeChoreLock } from "./chore-lock.ts";
import { isOurs, seeDatabases, seeDatabasesFrom } from "./signature.ts";
import { dropDatabase } from "./swap.ts";

/** A copy of a local database, kept on the same server. */
export interface Snapshot {
  readonly name: string;
  /** The database it was taken of. */
  readonly database: string;
  readonly takenAt: Date;
  readonly bytes: number;
}

const PREFIX = "cruddur_snap_";
/** A snapshot that is being made; litter when nobody is at it. A snapshot's name has no hyphens at its beginning. */
export const BUILDING = `${PREFIX}--building`;
/** A snapshot that was replaced and is about to be dropped; litter when nobody is at it. */
export const DISCARDED = `${PREFIX}--discarded`;
const NAME = /^[a-z0-9][a-z0-9_.-]{0,39}$/;

/** Returns a snapshot's name. Throws a RefusedError for one that cannot be one. */
export function checkedSnapshotName(name: string): string {
  if (NAME.test(name)) return name;
  throw new RefusedError(
    `${JSON.stringify(name)} is no name of a snapshot.`,
    "Up to 40 small letters, digits, hyphens, dots and underscores: --name before-the-migration",
  );
}

/** The snapshots of a target's server, the newest first. */
export async function listSnapshots(target: Target): Promise<Snapshot[]> {
  requireLocal(target);
  return onMaintenance(target, "db:snapshots", list);
}

/**
 * The name of the newest snapshot of a target's own database; the server may keep those of others. Throws a UserError when
 * there is none.
 */
export async function newestSnapshot(target: Target): Promise<string> {
  const { database } = target.parameters;
  const all = await listSnapshots(target);
  const own = all.find((snapshot) => snapshot.database === database);
  if (own) return own.name;
  const others = all.map((snapshot) => `${snapshot.name} (of ${snapshot.database})`).join(", ");
  throw new UserError(
    `There is no snapshot of ${database} to restore.`,
    others === ""
      ? `Take one: ${typed("db:snapshot")}`
      : `There are ${others}. To restore one of them: ${typedAgain("db:restore", [["--name", "NAME"]])}`,
  );
}

/** The database that a snapshot is. */
export const databaseOf = (snapshot: string): string => PREFIX + snapshot;

/** Deletes a snapshot. Throws a UserError when there is none of the name. */
export async function deleteSnapshot(
  target: Target,
  name: string,
  { dryRun, note }: { readonly dryRun: boolean; note(text: string): void },
): Promise<Snapshot> {
  requireLocal(target);
  return onMaintenance(target, "db:snapshots", async (admin) => {
    if (!dryRun) await takeChoreLock(admin, note);
    const snapshot = await findSnapshot(admin, name);
    if (!dryRun) await dropDatabase(admin, databaseOf(name));
    return snapshot;
  });
}

async function list(admin: pg.Client): Promise<Snapshot[]> {
  const all = await seeDatabasesFrom(admin, PREFIX);
  const ours = [...all.values()].flatMap((one) => {
    const { name, oid, signature } = one;
    const isKept = name !== BUILDING && name !== DISCARDED && isOurs(one, "snapshot");
    return isKept && signature ? [{ name, oid, signature }] : [];
  });
  const { rows } = await admin.query<{ bytes: string }>(
    "select pg_database_size(oid) as bytes from unnest($1::oid[]) with ordinality as o (oid, place) order by place",
    [ours.map(({ oid }) => oid)],
  );
  return ours
    .map(({ name, signature }, index) => ({
      name: name.slice(PREFIX.length),
      database: signature.of,
      takenAt: new Date(signature.takenAt ?? 0),
      bytes: Number(rows[index]!.bytes),
    }))
    .sort((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
}

/**
 * Throws a UserError when the server has no snapshot of the name, and a RefusedError for a database that only has the name
 * of one.
 */
export async function findSnapshot(admin: pg.Client, name: string): Promise<Snapshot> {
  const snapshots = await list(admin);
  const found = snapshots.find((snapshot) => snapshot.name === name);
  if (found) return found;
  const database = databaseOf(name);
  if ((await seeDatabases(admin, [database])).has(database)) {
    throw new RefusedError(
      `Database ${database} has the name of a snapshot, but was not made by db:snapshot. Nothing was done.`,
      "Whoever made it can rename it; then it is in nobody's way.",
    );
  }
  const names = snapshots.map((snapshot) => snapshot.name).join(", ");
  throw new UserError(
    `There is no snapshot ${JSON.stringify(name)}.`,
    names === "" ? `Take one: ${typed("db:snapshot")}` : `There are: ${names}`,
  );
}

/** Throws a RefusedError for a target that is not on this machine. */
export function requireLocal(target: Target): void {
  if (target.isLocal) return;
  throw new RefusedError(
    `Snapshots are copies on the local server, and ${target.name} is not local. Nothing was done.`,
    "On AWS take a snapshot of the instance: aws rds create-db-snapshot",
  );
}
