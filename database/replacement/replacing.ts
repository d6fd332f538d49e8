import type pg from "pg";
import type { Target } from "#lib/domain/target";
import { requireBackup, type BackupChoice } from "../backup/backup.ts";
import { fence, fenceCompanion, type Action, type Consent, type Passed } from "../fence/fence.ts";
import { takeChoreLock } from "./chore-lock.ts";
import { onMaintenance } from "./on-maintenance.ts";
import { requireSameDatabase } from "./same-database.ts";
import { companionsOf, dropDatabase, presentDatabases, type Companions } from "./swap.ts";
import { TEMPLATE_BUILDING } from "./template.ts";

/** Where a replacement takes place. */
export interface Place {
  /** On the maintenance database; it holds the lock, but in a dry run. */
  readonly admin: pg.Client;
  readonly database: string;
  readonly names: Companions;
  /** Which of the target's database and the previous one there are. */
  readonly present: ReadonlySet<string>;
}

export interface Plan {
  /** Databases that go for good, or out of use: of each a backup is made first. */
  readonly lost: readonly string[];
}

export interface Replacement<P extends Plan, D> {
  readonly action: Action;
  readonly consent: Consent;
  /** Only plan it. */
  readonly dryRun: boolean;
  /** Wanted off this machine, where something is lost. */
  readonly backup?: BackupChoice | undefined;
  /** The fate of the database that was kept before: it may go for good, returns into use, or stays as it is. */
  readonly previous: "goes" | "returns" | "stays";
  /** Names a killed command may have left. @default the new and the discarded database, and the template being built */
  readonly litter?: readonly string[];
  /** Looks at what is there and says what is to be done; changes nothing. What it throws ends the command. */
  plan(place: Place): Promise<P>;
  /** Does it. Whatever it has built when it fails, or is killed, is among the litter; the rest is as it was. */
  act(place: Place, plan: P): Promise<D>;
}

export interface Replaced<P extends Plan, D> {
  readonly plan: P;
  /** The result of `act`; undefined in a dry run. */
  readonly done: D | undefined;
  /** The files of the backups that were, or would be, made first. */
  readonly backups: readonly string[];
  /** The databases that were, or would be, removed as litter. */
  readonly litter: readonly string[];
}

/**
 * The one way by which a target's database is replaced, renamed, dropped or copied:
 *
 * 1. the fence, around the database and around the one kept before it, where a person may be asked;
 * 2. the lock, so that nobody else is at the server's databases;
 * 3. a second look, whether the database is still the one that the fence let pass;
 * 4. the plan, and off this machine a backup of what is lost by it;
 * 5. litter of killed commands goes, and what is planned is done; when that fails, its own litter goes too.
 *
 * A dry run takes no lock and ends before the litter. Up to there nothing is changed, whatever is thrown: a UserError for
 * a database that is not the application's, a RefusedError by each of the stations.
 */
export async function replacing<P extends Plan, D>(
  target: Target,
  replacement: Replacement<P, D>,
): Promise<Replaced<P, D>> {
  const { action, consent, dryRun } = replacement;
  const { database } = target.parameters;
  const names = companionsOf(database);
  return onMaintenance(target, action.chore, async (admin) => {
    const passed = await fenceAround(target, names, replacement);
    if (!dryRun) {
      await takeChoreLock(admin, consent.note);
      await requireSameDatabase(target, action, consent, passed);
    }
    const present = await presentDatabases(admin, [database, names.previous]);
    const place = { admin, database, names, present };
    const plan = await replacement.plan(place);
    const backups = await requireBackup(admin, target, action, plan.lost, replacement.backup);
    const left = replacement.litter ?? [names.next, names.discarded, TEMPLATE_BUILDING];
    const litter = [...(await presentDatabases(admin, left))];
    if (dryRun) return { plan, done: undefined, backups, litter };
    await removeLitter(admin, litter);
    try {
      return { plan, done: await replacement.act(place, plan), backups, litter };
    } catch (error) {
      await removeLitter(admin, left).catch(() => {}); // the next run does it, where the server is away
      throw error;
    }
  });
}

/** The caller holds the lock, so nobody is at it. */
async function removeLitter(admin: pg.Client, names: readonly string[]): Promise<void> {
  for (const name of names) await dropDatabase(admin, name);
}

/** Returns what the fence says of the target's database. */
async function fenceAround(
  target: Target,
  names: Companions,
  { action, consent, previous }: Replacement<Plan, unknown>,
): Promise<Passed | undefined> {
  // One that returns is not lost, so tables of somebody's in it need no consent; it must be the target's all the same.
  const agreed =
    previous === "returns" ? { ...consent, confirm: target.parameters.database } : consent;
  const companion =
    previous === "stays" ? undefined : fenceCompanion(target, action, agreed, names.previous);
  companion?.catch(() => {}); // the fence around the database itself has the first word
  const passed = await fence(target, action, consent);
  await companion;
  return passed;
}
