import type pg from "pg";
import { TABLES } from "#lib/domain/access";
import { UserError } from "#lib/errors";
import { isProductionName, type Target } from "#lib/domain/target";
import type { Steps } from "#cli/steps";
import { applyGrants } from "../access/access.ts";
import { requireBackup, type BackupChoice } from "../backup/backup.ts";
import { leaveChoreLock, takeChoreLock } from "./chore-lock.ts";
import { withClient } from "../connection/connect.ts";
import { fence, fenceCompanion, type Action, type Consent } from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { writeMarker } from "../fence/marker.ts";
import { listMigrations, MIGRATIONS_DIRECTORY, MIGRATIONS_TABLE } from "../migrations/migrate.ts";
import { asOwner } from "../provision.ts";
import { requireSameDatabase } from "./same-database.ts";
import { seed, SEEDS_DIRECTORY } from "../seeds/seed.ts";
import {
  companionsOf,
  dropDatabase,
  presentDatabases,
  renameDatabases,
  type Companions,
} from "./swap.ts";
import {
  copyTemplate,
  ensureRoles,
  hasTemplate,
  makeMigrated,
  makeTemplate,
  pruneTemplates,
  TEMPLATE_BUILDING,
  templateName,
} from "./template.ts";

/** Where the schema and the first rows come from. */
export interface Sources {
  readonly migrations: string;
  readonly seeds: string;
}

const SOURCES: Sources = { migrations: MIGRATIONS_DIRECTORY, seeds: SEEDS_DIRECTORY };

export interface SetupOptions {
  readonly consent: Consent;
  readonly steps: Steps;
  /** Wanted off this machine, where there is a database. */
  readonly backup?: BackupChoice;
  /** @default sql/ of the checkout */
  readonly sources?: Sources;
  /**
   * Whether to wait until the server has removed the database before the previous one, which takes it a checkpoint. It
   * goes on with it when nobody waits, and the next command finds the lock free.
   * @default true
   */
  readonly awaitsRemoval?: boolean;
  /** Given the sessions that stand in the way, before they are ended. */
  tell(holders: readonly Holder[]): void;
}

export interface SetupResult {
  /** The database that was in place before and can be brought back; undefined when there was none. */
  readonly previous: string | undefined;
  /** The schema was copied from a template instead of being migrated. */
  readonly copied: boolean;
  readonly ended: readonly Holder[];
  /** Databases of an interrupted setup that were removed. */
  readonly litter: readonly string[];
  /** The files of the backups that were made first. */
  readonly backups: readonly string[];
}

const actionFor = (database: string): Action => ({
  chore: "db:setup",
  what: `put a new database in the place of ${database}`,
  kind: "destroys",
});

/**
 * Makes a target's database anew: builds it beside the present one, verifies it, and swaps the names in one transaction.
 * The present one is kept under the name `<database>_prev`. Whatever fails, or whenever this process is killed, the
 * database in place is as it was; what is left over is removed by the next run.
 *
 * Throws a RefusedError where the fence does, a UserError when somebody else is at it or when a migration or a seed fails.
 */
export async function setup(target: Target, options: SetupOptions): Promise<SetupResult> {
  const { database } = target.parameters;
  const names = companionsOf(database);
  return onMaintenance(target, "db:setup", async (admin) => {
    const action = actionFor(database);
    const companion = fenceCompanion(target, action, options.consent, names.previous);
    companion.catch(() => {}); // the fence around the database itself has the first word
    const passed = await fence(target, action, options.consent);
    await companion;
    await takeChoreLock(admin, options.consent.note);
    await requireSameDatabase(target, action, options.consent, passed);
    const backups = await backUp(admin, target, names, options.backup);
    const litter = await removeLitter(admin, names);
    try {
      const copied = await build(admin, target, names.next, options);
      const swapped = await options.steps.run(
        "Swap",
        () => putInPlace(admin, target, names, options.tell, options.awaitsRemoval),
        ({ previous }) => (previous ? `${database} is new, the old one is ${previous}` : database),
      );
      return { ...swapped, copied, litter, backups };
    } catch (error) {
      await removeLitter(admin, names).catch(() => {}); // the next run does it, where the server is away
      throw error;
    }
  });
}

/** What `setup` would do. */
export async function planSetup(
  target: Target,
  consent: Consent,
  backup?: BackupChoice,
): Promise<{ replaces: boolean; copies: boolean; migrations: number; backups: string[] }> {
  const { database } = target.parameters;
  const names = companionsOf(database);
  return onMaintenance(target, "db:setup", async (admin) => {
    const passed = await fence(target, actionFor(database), consent);
    const copies = target.isLocal && (await hasTemplate(admin, await templateName()));
    const backups = await backUp(admin, target, names, backup);
    const migrations = (await listMigrations()).length;
    return { replaces: passed !== undefined, copies, migrations, backups };
  });
}

/** Of the present database, which is replaced, and of the one before it, which is then dropped. */
async function backUp(
  admin: pg.Client,
  target: Target,
  names: Companions,
  choice: BackupChoice | undefined,
): Promise<string[]> {
  const { database } = target.parameters;
  const present = await presentDatabases(admin, [database, names.previous]);
  const taken = present.has(database) ? present : [];
  return requireBackup(admin, target, actionFor(database), taken, choice);
}

/** Runs work on a connection to the maintenance database, from which the target's can be renamed and dropped. */
export async function onMaintenance<T>(
  target: Target,
  chore: string,
  work: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const { parameters, maintenance } = target;
  if (maintenance === parameters.database) {
    throw new UserError(
      `${target.describe()} lets us into ${maintenance} only, and a database cannot be replaced from within.`,
      "Let the user connect to the database postgres too.",
    );
  }
  return withClient({ ...parameters, database: maintenance }, chore, work);
}

/** Removes what a killed command left, and says what. The caller holds the lock, so nobody is at it. */
export async function removeLitter(admin: pg.Client, names: Companions): Promise<string[]> {
  const litter = await presentDatabases(admin, [names.next, names.discarded, TEMPLATE_BUILDING]);
  for (const name of litter) await dropDatabase(admin, name);
  return [...litter];
}

async function build(
  admin: pg.Client,
  target: Target,
  next: string,
  { steps, sources = SOURCES }: SetupOptions,
): Promise<boolean> {
  const copied = await steps.run(
    "Schema",
    () => makeSchema(admin, target, next, sources.migrations),
    (isCopy) => (isCopy ? "copied from the template" : "migrated"),
  );
  await steps.run(
    "Seeds",
    () =>
      withClient({ ...target.parameters, database: next }, "db:setup", async (client) => {
        await applyGrants(client); // privileges on the database itself are not part of a copy
        await writeMarker(client, { environment: target.environment, stack: target.name });
        await asOwner(client, () => seed(client, sources.seeds));
        return verify(client, target, sources);
      }),
    ({ users, activities }) => `${users} users, ${activities} activities`,
  );
  return copied;
}

async function makeSchema(
  admin: pg.Client,
  target: Target,
  next: string,
  migrations: string,
): Promise<boolean> {
  if (!target.isLocal) {
    await makeMigrated(admin, target, next, migrations);
    return false;
  }
  const template = await templateName(migrations);
  const copied = await hasTemplate(admin, template);
  if (copied) await ensureRoles(admin, target);
  else await makeTemplate(admin, target, template, migrations);
  await copyTemplate(admin, template, next);
  await pruneTemplates(admin, template);
  return copied;
}

/** Throws when the database that is about to be put in place is not what it should be: our bug, or the seeds'. */
async function verify(
  client: pg.Client,
  target: Target,
  sources: Sources,
): Promise<{ users: number; activities: number }> {
  const { rows } = await client.query<{
    migrations: number;
    environment: string;
    missing: string[];
    users: number;
    activities: number;
  }>(
    `select
       (select count(*)::int from public.${MIGRATIONS_TABLE}) as migrations,
       (select environment from public.cruddur_meta) as environment,
       (select count(*)::int from public.users) as users,
       (select count(*)::int from public.activities) as activities,
       array(select name from unnest($1::text[]) as name where to_regclass('public.' || name) is null) as missing`,
    [TABLES],
  );
  const found = rows[0]!;
  const wanted = (await listMigrations(sources.migrations)).length;
  const faults = [
    ...(found.migrations === wanted ? [] : [`${found.migrations} of ${wanted} migrations`]),
    ...(found.environment === target.environment ? [] : [`environment "${found.environment}"`]),
    ...(found.missing.length === 0 ? [] : [`no table ${found.missing.join(", ")}`]),
    ...(found.users > 0 || isProductionName(target.environment)
      ? []
      : ["no users: the seeds added none"]),
  ];
  if (faults.length === 0) return found;
  throw new UserError(
    `The new database is not what it should be: ${faults.join("; ")}. It was not put in place.`,
    "See sql/migrations and sql/seeds.",
  );
}

/** Swaps the new database in, keeps the present one as the previous one, and drops the previous one. */
export async function putInPlace(
  admin: pg.Client,
  target: Target,
  names: Companions,
  tell: SetupOptions["tell"],
  awaitsRemoval = true,
): Promise<{ previous: string | undefined; ended: Holder[] }> {
  const { database } = target.parameters;
  const present = await presentDatabases(admin, [database, names.previous]);
  const renames = [
    // Only a present one makes the one before it obsolete.
    ...(present.has(database) && present.has(names.previous)
      ? [{ from: names.previous, to: names.discarded }]
      : []),
    ...(present.has(database) ? [{ from: database, to: names.previous }] : []),
    { from: names.next, to: database },
  ];
  const ended = await renameDatabases(admin, target, renames, tell);
  if (!awaitsRemoval) await leaveChoreLock(admin);
  const removal = dropDatabase(admin, names.discarded).catch(() => {}); // the next run does it
  if (awaitsRemoval) await removal;
  return { previous: present.has(database) ? names.previous : undefined, ended };
}
