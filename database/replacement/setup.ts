import type pg from "pg";
import { TABLES } from "#lib/domain/access";
import { UserError } from "#lib/errors";
import { isProductionName, type Target } from "#lib/domain/target";
import type { RolePasswords } from "#lib/sql/access";
import type { Steps } from "#lib/terminal/steps";
import { applyGrants } from "../access/access.ts";
import { rolePasswords } from "../access/role-passwords.ts";
import type { BackupChoice } from "../backup/backup.ts";
import { withClient } from "../connection/connect.ts";
import type { Consent } from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { writeMarker } from "../fence/marker.ts";
import { listMigrations, MIGRATIONS_DIRECTORY, MIGRATIONS_TABLE } from "../migrations/migrate.ts";
import { asOwner } from "../provision.ts";
import { displaced, putInPlace, type Displaced, type PutInPlaceOptions } from "./put-in-place.ts";
import { replacing, type Place } from "./replacing.ts";
import { seed, SEEDS_DIRECTORY } from "../seeds/seed.ts";
import {
  copyTemplate,
  ensureRoles,
  hasTemplate,
  makeMigrated,
  makeTemplate,
  pruneTemplates,
  templateName,
} from "./template.ts";

/** Where the schema and the first rows come from. */
export interface Sources {
  readonly migrations: string;
  readonly seeds: string;
}

const SOURCES: Sources = { migrations: MIGRATIONS_DIRECTORY, seeds: SEEDS_DIRECTORY };

/** What a new database is filled with. */
export interface Contents {
  /** The command that wants it: `db:setup`. */
  readonly chore: string;
  /** The name of the step that writes them: "Seeds". */
  readonly title: string;
  /** Looks whether they will do, before anything is made. What it throws ends the command. */
  look(place: Place): Promise<void>;
  /** Writes them into the new database, as the owner role. */
  fill(client: pg.Client): Promise<void>;
}

export interface SetupOptions extends PutInPlaceOptions {
  readonly consent: Consent;
  readonly steps: Steps;
  /** Wanted off this machine, where there is a database. */
  readonly backup?: BackupChoice;
  /** @default sql/ of the checkout */
  readonly sources?: Sources;
  /** @default the seeds */
  readonly contents?: Contents;
  /** Only say what would be done. @default false */
  readonly dryRun?: boolean;
}

export interface SetupResult {
  /** The database that was in place before and can be brought back; undefined when there was none. */
  readonly previous: string | undefined;
  /** The one that was kept until now, and goes, or would go, for good. */
  readonly dropped: readonly string[];
  readonly ended: readonly Holder[];
  /** The schema was copied from a template instead of being migrated. */
  readonly copied: boolean;
  /** Databases of an interrupted setup that were, or would be, removed. */
  readonly litter: readonly string[];
  /** The files of the backups that were, or would be, made first. */
  readonly backups: readonly string[];
}

/**
 * Makes a target's database anew: builds it beside the present one, verifies it, and swaps the names in one transaction.
 * The present one is kept under the name `<database>_prev`. Whatever fails, or whenever this process is killed, the
 * database in place is as it was; what is left over is removed by the next run.
 *
 * Throws a RefusedError where the fence does, a UserError when somebody else is at it or when a migration or a seed fails.
 */
export async function setup(target: Target, options: SetupOptions): Promise<SetupResult> {
  const { database } = target.parameters;
  const { backup, consent, dryRun = false, sources = SOURCES, steps } = options;
  const contents = options.contents ?? seedsOf(sources);
  const what = `put a new database in the place of ${database}`;
  const { plan, done, backups, litter } = await replacing(target, {
    action: { chore: contents.chore, what, kind: "destroys" },
    consent,
    dryRun,
    backup,
    previous: "goes",
    async plan(place) {
      await contents.look(place);
      return planSetup(place, target, sources, {
        confirm: consent.confirm,
        command: contents.chore,
      });
    },
    async act(place, planned) {
      await build(place, target, planned, { sources, contents, steps });
      const { previous } = planned;
      return steps.run(
        "Swap",
        () => putInPlace(place, target, place.names.next, options),
        () => (previous ? `${database} is new, the old one is ${previous}` : database),
      );
    },
  });
  const { copied, dropped, previous } = plan;
  return { copied, dropped, previous, ended: done ?? [], litter, backups };
}

const seedsOf = ({ seeds }: Sources): Contents => ({
  chore: "db:setup",
  title: "Seeds",
  look: () => Promise.resolve(),
  fill: async (client) => void (await seed(client, seeds)),
});

interface SetupPlan extends Displaced {
  /** Of which the schema is copied, on this machine alone. */
  readonly template: string | undefined;
  /** The template is there; otherwise it is made first. */
  readonly copied: boolean;
  /** To give to roles of the server, on this machine alone. */
  readonly passwords: RolePasswords;
}

async function planSetup(
  place: Place,
  target: Target,
  sources: Sources,
  asked: { readonly confirm: string | undefined; readonly command: string },
): Promise<SetupPlan> {
  const outOfUse = displaced(place);
  if (!target.isLocal) {
    return { ...outOfUse, template: undefined, copied: false, passwords: new Map() };
  }
  const { admin } = place;
  const passwords = await rolePasswords(admin, target, asked);
  const template = await templateName(sources.migrations);
  return { ...outOfUse, template, copied: await hasTemplate(admin, template), passwords };
}

async function build(
  { admin, names: { next } }: Place,
  target: Target,
  plan: SetupPlan,
  { sources, contents, steps }: { sources: Sources; contents: Contents; steps: Steps },
): Promise<void> {
  await steps.run(
    "Schema",
    () => makeSchema(admin, target, next, plan, sources.migrations),
    () => (plan.copied ? "copied from the template" : "migrated"),
  );
  await steps.run(
    contents.title,
    () =>
      withClient({ ...target.parameters, database: next }, contents.chore, async (client) => {
        await applyGrants(client); // privileges on the database itself are not part of a copy
        await writeMarker(client, { environment: target.environment, stack: target.name });
        await asOwner(client, () => contents.fill(client));
        return verify(client, target, sources);
      }),
    ({ users, activities }) => `${users} users, ${activities} activities`,
  );
}

async function makeSchema(
  admin: pg.Client,
  target: Target,
  next: string,
  { template, copied, passwords }: SetupPlan,
  migrations: string,
): Promise<void> {
  const signature = { kind: "next", of: target.parameters.database } as const;
  if (template === undefined) {
    await makeMigrated(admin, target, next, signature, migrations);
    return;
  }
  if (copied) await ensureRoles(admin, passwords);
  else await makeTemplate(admin, target, template, passwords, migrations);
  await copyTemplate(admin, template, next, signature);
  await pruneTemplates(admin, template);
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
