import type pg from "pg";
import { typed } from "#cli/command";
import { RefusedError, UserError } from "#lib/errors";
import { OWNER } from "#lib/domain/access";
import { identifier, literal } from "#lib/sql/quote";
import type { Target } from "#lib/domain/target";
import { applyGrants } from "../access/access.ts";
import { takeChoreLock } from "./chore-lock.ts";
import { withClient } from "../connection/connect.ts";
import {
  fence,
  fenceCompanion,
  requireSafeTarget,
  type Action,
  type Consent,
} from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { renewFingerprint } from "../fence/marker.ts";
import { requireSameDatabase } from "./same-database.ts";
import { onMaintenance, putInPlace, removeLitter } from "./setup.ts";
import { companionsOf, dropDatabase, presentDatabases, withoutSessions } from "./swap.ts";

/** A copy of a local database, kept on the same server. */
export interface Snapshot {
  readonly name: string;
  /** The database it was taken of. */
  readonly database: string;
  readonly takenAt: Date;
  readonly bytes: number;
}

export interface SnapshotOptions {
  readonly name: string;
  /** Take the place of one with the same name. @default false */
  readonly replace?: boolean;
  readonly consent: Consent;
  /** Given the sessions that stand in the way, before they are ended: a database is copied without any. */
  tell(holders: readonly Holder[]): void;
}

const PREFIX = "cruddur_snap_";
/** A snapshot that is being made; litter when nobody is at it. Its hyphens at the end are no snapshot's name. */
const BUILDING = `${PREFIX}--building`;
const NAME = /^[a-z0-9][a-z0-9_.-]{0,39}$/;

/** Above it, copying the files beats copying by the log, whose every byte is written twice. */
const COPY_FILES_ABOVE_BYTES = 64 * 1024 * 1024;

/** Returns a snapshot's name. Throws a RefusedError for one that cannot be one. */
export function checkedSnapshotName(name: string): string {
  if (NAME.test(name)) return name;
  throw new RefusedError(
    `${JSON.stringify(name)} is no name of a snapshot.`,
    "Up to 40 small letters, digits, hyphens, dots and underscores: --name before-the-migration",
  );
}

/** Takes a snapshot of a target's database (50 ms for a small one). Throws a UserError when the name is taken. */
export async function takeSnapshot(target: Target, options: SnapshotOptions): Promise<Snapshot> {
  requireLocal(target);
  const { database } = target.parameters;
  const { consent, tell, replace } = options;
  const snapshot = PREFIX + checkedSnapshotName(options.name);
  const action: Action = { chore: "db:snapshot", what: `copy ${database}`, kind: "changes" };
  return onMaintenance(target, action.chore, async (admin) => {
    if (!(await fence(target, action, consent))) throw noDatabase(database);
    await takeChoreLock(admin, consent.note);
    await dropDatabase(admin, BUILDING);
    const isTaken = (await presentDatabases(admin, [snapshot])).has(snapshot);
    if (isTaken && !replace) {
      throw new UserError(
        `There is a snapshot ${options.name} already.`,
        `Replace it: ${typed("db:snapshot", `--name ${options.name} --replace`)}`,
      );
    }
    await copyDatabase(admin, target, { from: database, to: BUILDING, connectable: false, tell });
    if (isTaken) await dropDatabase(admin, snapshot);
    const about = JSON.stringify({ database, takenAt: new Date().toISOString() });
    await admin.query(
      [
        "begin",
        `comment on database ${identifier(BUILDING)} is ${literal(about)}`,
        `alter database ${identifier(BUILDING)} rename to ${identifier(snapshot)}`,
        "commit",
      ].join(";\n"),
    );
    return (await list(admin)).find(({ name }) => name === options.name)!;
  });
}

/** Puts a copy of a snapshot in the place of a target's database, which is kept as `<database>_prev`. */
export async function restoreSnapshot(
  target: Target,
  options: Omit<SnapshotOptions, "replace">,
): Promise<{ snapshot: Snapshot; previous: string | undefined; ended: readonly Holder[] }> {
  requireLocal(target);
  const { database } = target.parameters;
  const { name, consent, tell } = options;
  const names = companionsOf(database);
  const what = `put snapshot ${name} in the place of ${database}`;
  const action: Action = { chore: "db:restore", what, kind: "destroys" };
  return onMaintenance(target, action.chore, async (admin) => {
    const passed = await fence(target, action, consent);
    await fenceCompanion(target, action, consent, names.previous);
    await takeChoreLock(admin, consent.note);
    await requireSameDatabase(target, action, consent, passed);
    await removeLitter(admin, names);
    const snapshot = await findSnapshot(admin, name);
    try {
      const from = PREFIX + name;
      await copyDatabase(admin, target, {
        from,
        to: names.next,
        connectable: true,
        tell: () => {},
      });
      await withClient(
        { ...target.parameters, database: names.next },
        action.chore,
        async (client) => {
          await requireSafeTarget(client, target, action, { ...consent, confirm: database });
          // A snapshot of a database without the schema has nothing to grant on.
          if (await hasSchema(client)) {
            await applyGrants(client);
            await renewFingerprint(client);
          }
        },
      );
      return { snapshot, ...(await putInPlace(admin, target, names, tell)) };
    } catch (error) {
      await dropDatabase(admin, names.next).catch(() => {});
      throw error;
    }
  });
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
      : `There are ${others}. To restore one of them: ${typed("db:restore", "--name NAME")}`,
  );
}

/** Deletes a snapshot. Throws a UserError when there is none of the name. */
export async function deleteSnapshot(
  target: Target,
  name: string,
  dryRun: boolean,
): Promise<Snapshot> {
  requireLocal(target);
  return onMaintenance(target, "db:snapshots", async (admin) => {
    const snapshot = await findSnapshot(admin, name);
    if (!dryRun) await dropDatabase(admin, PREFIX + name);
    return snapshot;
  });
}

/** What a database that only has the name of a snapshot is of. */
const UNKNOWN = "unknown";

async function list(admin: pg.Client): Promise<Snapshot[]> {
  const { rows } = await admin.query<{ name: string; about: string | null; bytes: string }>(
    `select substr(datname, length($1) + 1) as name, shobj_description(oid, 'pg_database') as about,
       pg_database_size(oid) as bytes
     from pg_database where starts_with(datname, $1) and datname <> $2`,
    [PREFIX, BUILDING],
  );
  return rows
    .map(({ name, about, bytes }) => {
      const { database, takenAt } = JSON.parse(about ?? "{}") as Record<string, string>;
      return {
        name,
        database: database ?? UNKNOWN,
        takenAt: new Date(takenAt ?? 0),
        bytes: Number(bytes),
      };
    })
    .sort((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
}

async function findSnapshot(admin: pg.Client, name: string): Promise<Snapshot> {
  const snapshots = await list(admin);
  const found = snapshots.find((snapshot) => snapshot.name === name);
  if (found && found.database === UNKNOWN) {
    throw new RefusedError(
      `Database ${PREFIX}${name} has the name of a snapshot, but was not made by db:snapshot. Nothing was done.`,
      "Whoever made it can rename it; then it is in nobody's way.",
    );
  }
  if (found) return found;
  const names = snapshots.map((snapshot) => snapshot.name).join(", ");
  throw new UserError(
    `There is no snapshot ${JSON.stringify(name)}.`,
    names === "" ? `Take one: ${typed("db:snapshot")}` : `There are: ${names}`,
  );
}

async function hasSchema(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    "select to_regclass('public.cruddur_meta') is not null as it",
  );
  return rows[0].it === true;
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly connectable: boolean;
  tell(holders: readonly Holder[]): void;
}

async function copyDatabase(admin: pg.Client, target: Target, copy: Copy): Promise<void> {
  const { rows } = await admin.query<{ bytes: string }>("select pg_database_size($1) as bytes", [
    copy.from,
  ]);
  const strategy = Number(rows[0]!.bytes) > COPY_FILES_ABOVE_BYTES ? "file_copy" : "wal_log";
  await withoutSessions(admin, target, [copy.from], copy.tell, [
    `create database ${identifier(copy.to)} owner ${identifier(OWNER)} template ${identifier(copy.from)}
     strategy ${strategy} allow_connections ${copy.connectable}`,
  ]);
}

function requireLocal(target: Target): void {
  if (target.isLocal) return;
  throw new RefusedError(
    `Snapshots are copies on the local server, and ${target.name} is not local. Nothing was done.`,
    "On AWS take a snapshot of the instance: aws rds create-db-snapshot",
  );
}

const noDatabase = (database: string) =>
  new UserError(`There is no database ${database} to copy.`, `Make it: ${typed("db:setup")}`);
