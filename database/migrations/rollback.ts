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
  explained,
  listMigrations,
  MIGRATIONS_DIRECTORY,
  refuseEditedMigrations,
} from "./migrate.ts";
import { isEmptyPart } from "./empty.ts";
import { readMigration, type Migration } from "./file.ts";
import { MIGRATION_LOCK, MIGRATIONS_TABLE, runMigrations, somebodyElse } from "./runner.ts";
import { optionFor, wordsFor } from "../connection/problem.ts";
import { asOwner } from "../provision.ts";
import { runFile } from "../connection/run-file.ts";
import { lossOf } from "./loss/loss-of.ts";
import { mendSequences, sequencesIn } from "./loss/sequences.ts";

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
  /** The files of the backups that were made first. */
  readonly backups: readonly string[];
}

/**
 * Takes a target's newest migrations back. They are first tried in a transaction that is rolled back, to see which rows
 * would go. Throws a RefusedError when some would and `--confirm` does not name the database, for the base that the program
 * stands on, and on production always.
 */
export async function rollback(target: Target, options: RollbackOptions): Promise<RollbackResult> {
  const { consent, steps, directory = MIGRATIONS_DIRECTORY } = options;
  const count = steps === 1 ? "the newest migration" : `the newest ${steps} migrations`;
  const action = { chore: "db:rollback", what: `take back ${count}`, kind: "destroys" } as const;
  return withWatchedClient(target.parameters, action.chore, consent.note, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    const migrations = await listMigrations(directory);
    await refuseEditedMigrations(client, migrations);
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
    const { loss, isDone } = await tryBack(client, wanted, options);
    if (isDone) return { migrations: wanted.map(({ name }) => name), loss, backups: [] };
    if (!options.dryRun && loss.length > 0 && consent.confirm !== client.database) {
      throw refused(client, target, steps, loss);
    }
    const lost = loss.length > 0 ? [target.parameters.database] : [];
    const backups = await requireBackup(client, target, action, lost, options.backup);
    const result = { migrations: wanted.map(({ name }) => name), loss, backups };
    if (options.dryRun) return result;
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

/**
 * Takes them back in one transaction, and keeps it when that loses nothing: nobody can write a value between the comparison
 * and the end. Otherwise everything is as before, with lines about the loss and about those not tried.
 *
 * Throws a UserError for a migration without a Down part.
 */
async function tryBack(
  client: pg.Client,
  wanted: readonly Migration[],
  { dryRun, consent }: RollbackOptions,
): Promise<{ readonly loss: readonly string[]; readonly isDone: boolean }> {
  const parts: { sql: string; migration: Migration }[] = [];
  const untried: string[] = [];
  for (const migration of wanted) {
    const { down, inTransaction } = await readMigration(migration.file);
    if (!down || isEmptyPart(down)) {
      throw new UserError(
        `sql/migrations/${migration.name}.sql has no ${down ? 'statement in its "-- Down Migration" part' : '"-- Down Migration" part'}, so it cannot be taken back.`,
        "Write a new migration that undoes it: npm run db:new-migration -- --name undo-…",
      );
    }
    // What comes after one that cannot be tried may need what that one does.
    if (inTransaction && untried.length === 0) parts.push({ sql: down.sql, migration });
    else untried.push(migration.name);
  }
  const work = async () => {
    for (const { sql, migration } of parts) {
      await explained(client, "down", [migration], () =>
        asOwner(client, () => runFile(client, sql)),
      );
    }
  };
  const sequences = await sequencesIn(client);
  await client.query("begin");
  try {
    await lockMigrations(client);
    const loss = [
      ...(await lossOf(client, work, consent.note)),
      ...untried.map((name) => `${name} runs outside a transaction and could not be tried`),
    ];
    if (loss.length > 0 || dryRun) return { loss, isDone: false };
    await client.query(`delete from public.${MIGRATIONS_TABLE} where name = any ($1)`, [
      wanted.map(({ name }) => name),
    ]);
    await client.query("commit");
    return { loss, isDone: true };
  } finally {
    // After the commit there is nothing to roll back.
    await client.query("rollback").catch(() => {});
    await mendSequences(client, sequences).catch(() => {});
  }
}

async function lockMigrations(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    "select pg_try_advisory_xact_lock($1) as free",
    [MIGRATION_LOCK.toString()],
  );
  if (!rows[0]!.free) throw await somebodyElse(client);
}

function refused(
  client: pg.Client,
  target: Target,
  steps: number,
  loss: readonly string[],
): RefusedError {
  const more: TypedWords = [
    ...wordsFor(target),
    ...(steps === 1 ? [] : [["--steps", String(steps)] as const]),
    ["--confirm", client.database!],
  ];
  return new RefusedError(
    `db:rollback would lose data. Nothing was done.\n${loss.map((line) => `  ${line}`).join("\n")}`,
    `If you mean it: ${typedAgain("db:rollback", more)}`,
  );
}
