import type pg from "pg";
import type { Target } from "#lib/domain/target";
import { identifier } from "#lib/sql/quote";
import { requireBackup, type BackupChoice } from "../backup/backup.ts";
import type { Action, Consent } from "../fence/fence.ts";
import { takeChoreLock } from "./chore-lock.ts";
import {
  isForeign,
  lookAround,
  type Around,
  type FateOfPrevious,
  type Litter,
} from "./look-around.ts";
import { onMaintenance } from "./on-maintenance.ts";
import { requireSame } from "./same-database.ts";
import { seeDatabases, seeRenamed, type SeenDatabase } from "./signature.ts";
import { companionsOf, dropDatabase, type Companions } from "./swap.ts";
import { TEMPLATE_BUILDING } from "./template.ts";

/** Where a replacement takes place. */
export interface Place {
  /** On the maintenance database; it holds the lock, but in a dry run. */
  readonly admin: pg.Client;
  readonly database: string;
  readonly names: Companions;
  /** The target's database and the previous one, by name, as far as they are there. */
  readonly present: ReadonlyMap<string, SeenDatabase>;
  /** The one of the target's database; undefined when it has no marker. */
  readonly fingerprint: string | undefined;
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
  readonly previous: FateOfPrevious;
  /** @default the new and the discarded database, and the template being built */
  readonly litter?: readonly Litter[];
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
 * 1. a look at every database that is named by it: the signatures of those beside the target's, then the fence around the
 *    target's and around the one kept before it, where a person may be asked;
 * 2. the lock, so that nobody else is at the server's databases;
 * 3. the whole look again, which must find the same databases;
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
  const left = replacement.litter ?? litterOf(names);
  return onMaintenance(target, action.chore, async (admin) => {
    const first = await lookAround(admin, target, replacement, left);
    if (!dryRun) await takeChoreLock(admin, consent.note);
    const { seen, passed } = dryRun
      ? first
      : await lookAgain(admin, target, replacement, left, first);
    const isLitter = (name: string) => left.some((one) => one.name === name);
    const present = new Map([...seen].filter(([name]) => !isLitter(name)));
    const place = { admin, database, names, present, fingerprint: passed?.marker?.fingerprint };
    if (!present.has(database)) await tellRenamed(admin, database, consent);
    const plan = await replacement.plan(place);
    const backups = await requireBackup(admin, target, action, plan.lost, replacement.backup);
    const litter = [...seen.keys()].filter(isLitter);
    // The server may still be at the discarded one of the command before, for which nobody waited.
    for (const name of litter.filter((one) => dryRun || one !== names.discarded))
      consent.note(`${dryRun ? "Would remove" : "Removing"} ${name}: a killed command left it.`);
    if (dryRun) return { plan, done: undefined, backups, litter };
    for (const name of litter) await dropDatabase(admin, name);
    try {
      return { plan, done: await replacement.act(place, plan), backups, litter };
    } catch (error) {
      await removeOwn(admin, database, left).catch(() => {}); // the next run does it, where the server is away
      throw error;
    }
  });
}

/** Whoever renamed a database by hand would think that it is lost. */
async function tellRenamed(admin: pg.Client, database: string, { note }: Consent): Promise<void> {
  for (const { name, signature } of await seeRenamed(admin, database)) {
    const to = signature!.kind === "database" ? database : companionsOf(database).previous;
    note(
      `Database ${name} was ${to} and has been renamed by hand. To have it back: ` +
        `alter database ${identifier(name)} rename to ${identifier(to)}`,
    );
  }
}

/** Under the lock; what was agreed to is not asked about again. */
async function lookAgain(
  admin: pg.Client,
  target: Target,
  replacement: Replacement<Plan, unknown>,
  left: readonly Litter[],
  first: Around,
): Promise<Around> {
  const { database } = target.parameters;
  const agreed = first.passed?.isAgreed ? { confirm: database } : {};
  const consent = { ...replacement.consent, ...agreed, interactive: false };
  const second = await lookAround(admin, target, { ...replacement, consent }, left);
  requireSame([database, companionsOf(database).previous], first, second);
  return second;
}

const litterOf = ({ next, discarded }: Companions): Litter[] => [
  { name: next, kind: "next" },
  { name: discarded, kind: "discarded" },
  { name: TEMPLATE_BUILDING, kind: "template" },
];

/** Removes what a failed work has built. */
async function removeOwn(
  admin: pg.Client,
  database: string,
  left: readonly Litter[],
): Promise<void> {
  const seen = await seeDatabases(
    admin,
    left.map(({ name }) => name),
  );
  for (const { name, kind } of left) {
    if (seen.has(name) && !isForeign(seen.get(name), kind, database))
      await dropDatabase(admin, name);
  }
}
