import type pg from "pg";
import { typed, typedAgain, type TypedWords } from "#lib/terminal/typed";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { requireBackup, type BackupChoice } from "../backup/backup.ts";
import { requireSafeTarget, type Consent } from "../fence/fence.ts";
import { withWatchedClient } from "../connection/lock-watch.ts";
import { MARKER_MIGRATION } from "../fence/marker.ts";
import {
  appliedMigrations,
  type AppliedMigration,
  explained,
  listMigrations,
  MIGRATIONS_DIRECTORY,
  refuseEditedMigrations,
} from "./migrate.ts";
import { isEmptyPart } from "./empty.ts";
import { readMigration, type Migration } from "./file.ts";
import { MIGRATIONS_TABLE, runMigrations } from "./runner.ts";
import { optionFor, wordsFor } from "../connection/problem.ts";
import { asOwner } from "../provision.ts";
import { linesOf, refusedLoss, trial, type Loss } from "./trial.ts";

export interface RollbackOptions {
  readonly consent: Consent;
  /** How many migrations to take back, from the newest. */
  readonly steps: number;
  readonly dryRun: boolean;
  /** Wanted off this machine, where data is lost. */
  readonly backup?: BackupChoice;
  /** @default sql/migrations */
  readonly directory?: string;
}

export interface RollbackResult {
  /** The migrations that were, or would be, taken back; the newest first. */
  readonly migrations: readonly string[];
  /** The loss by it, in lines for people; empty when there is none. */
  readonly loss: readonly string[];
  /** Lines about those that could not be tried, so that their loss is not known. */
  readonly untried: readonly string[];
  /** The files of the backups that were made first. */
  readonly backups: readonly string[];
}

/**
 * Takes a target's newest migrations back. They go in one transaction, which is kept when no value is lost by it.
 * Throws a RefusedError when some are and `--confirm` does not name the database, for the base that the program stands on,
 * and on production always.
 */
export async function rollback(target: Target, options: RollbackOptions): Promise<RollbackResult> {
  const { consent, steps, directory = MIGRATIONS_DIRECTORY } = options;
  const count = steps === 1 ? "the newest migration" : `the newest ${steps} migrations`;
  const action = { chore: "db:rollback", what: `take back ${count}`, kind: "destroys" } as const;
  return withWatchedClient(target.parameters, action.chore, consent.note, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    const migrations = await listMigrations(directory);
    await refuseEditedMigrations(client, migrations, target);
    const applied = await appliedMigrations(client);
    const wanted = migrations
      .filter(({ name }) => applied.has(name))
      .slice(-steps)
      .reverse();
    if (wanted.length === 0)
      throw new UserError(
        "No migration is applied: there is nothing to take back.",
        `See which there are: ${typed("db:migrate-status", optionFor(target))}`,
      );
    refuseBase(migrations, wanted, target);
    await refuseWithoutDown(wanted);
    const names = wanted.map(({ name }) => name);
    const takingBack = {
      direction: "down",
      check: () => refuseChanged(client, applied),
      note: consent.note,
    } as const;
    const forget = async () => {
      await client.query(`delete from public.${MIGRATIONS_TABLE} where name = any ($1)`, [names]);
      return true;
    };
    let isDone = false;
    const tried = await trial(client, wanted, {
      ...takingBack,
      keep: async (lost) => {
        if (linesOf(lost).length === 0 && !options.dryRun) isDone = await forget();
        return isDone;
      },
    });
    const { lost: loss, untried } = tried;
    const mayLose = linesOf(tried).length > 0;
    if (isDone) return { migrations: names, loss, untried, backups: [] };
    if (!options.dryRun && mayLose && consent.confirm !== client.database) {
      throw refused(client, target, steps, tried);
    }
    const lost = mayLose ? [target.parameters.database] : [];
    const backups = await requireBackup(client, target, action, lost, options.backup);
    const result = { migrations: names, loss, untried, backups };
    if (options.dryRun) return result;
    const texts = await Promise.all(wanted.map(({ file }) => readMigration(file)));
    if (texts.every(({ inTransaction }) => inTransaction)) {
      await trial(client, wanted, { ...takingBack, compare: false, keep: forget });
      return result;
    }
    await refuseChanged(client, applied);
    await asOwner(client, () =>
      explained(client, "down", migrations, () =>
        runMigrations(client, directory, "down", wanted.length),
      ),
    );
    return result;
  });
}

/**
 * The migrations up to the one that makes the marker are what every command and the application stand on. Throws a
 * RefusedError when one of them is among those to be taken back.
 */
function refuseBase(
  migrations: readonly Migration[],
  wanted: readonly Migration[],
  target: Target,
): void {
  const marker = migrations.findIndex(({ name }) => name.endsWith(`-${MARKER_MIGRATION}`));
  const base = new Set(migrations.slice(0, marker + 1).map(({ name }) => name));
  const touched = wanted.find(({ name }) => base.has(name));
  if (!touched) return;
  const above = wanted.length - wanted.filter(({ name }) => base.has(name)).length;
  const anew = `A new database, with the present one kept beside it: ${typed("db:setup", optionFor(target))}`;
  throw new RefusedError(
    `${touched.name} is part of the base, ${migrations[0]!.name} to ${migrations[marker]!.name}, which holds the tables ` +
      "that the application needs and the marker that tells one database from another. It is not taken back. Nothing was done.",
    above === 0
      ? anew
      : `Those above it can go: ${typedAgain("db:rollback", [...wordsFor(target), ["--steps", String(above)]])}\n${anew}`,
  );
}

/** Throws a RefusedError when somebody else has run or taken back a migration since. */
async function refuseChanged(
  client: pg.Client,
  applied: ReadonlyMap<string, AppliedMigration>,
): Promise<void> {
  const now = await appliedMigrations(client);
  if ([...now.keys()].join() === [...applied.keys()].join()) return;
  throw new RefusedError(
    "Somebody else has changed this database's schema meanwhile. Nothing was done.",
    `See what there is now (${typed("db:migrate-status")}), and run the command again.`,
  );
}

/** Throws a UserError for a migration that has nothing to take it back. */
async function refuseWithoutDown(wanted: readonly Migration[]): Promise<void> {
  for (const migration of wanted) {
    const { down } = await readMigration(migration.file);
    if (down && !isEmptyPart(down)) continue;
    throw new UserError(
      `sql/migrations/${migration.name}.sql has no ${down ? "statement in its " : ""}"-- Down Migration"${down ? "" : " part"}, so it cannot be taken back.`,
      "Write a new migration that undoes it: npm run db:new-migration -- --name undo-…",
    );
  }
}

function refused(client: pg.Client, target: Target, steps: number, loss: Loss): RefusedError {
  const more: TypedWords = [
    ...wordsFor(target),
    ...(steps === 1 ? [] : [["--steps", String(steps)] as const]),
    ["--confirm", client.database!],
  ];
  return refusedLoss("db:rollback", loss, typedAgain("db:rollback", more));
}
