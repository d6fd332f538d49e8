import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { isoText } from "#lib/sql/quote";
import { UserError } from "#lib/errors";
import { fromRoot, ROOT } from "#lib/root";
import { explainSqlError, remedyFor } from "#lib/sql/error";
import { typed } from "#lib/terminal/typed";
import type { Target } from "#lib/domain/target";
import { refuseEmptyMigrations } from "./empty.ts";
import { parseMigrationText, type Direction, type Migration } from "./file.ts";
import { MIGRATIONS_TABLE, runMigrations } from "./runner.ts";
import { optionFor } from "../connection/problem.ts";
import { readSqlFile } from "../connection/sql-file.ts";

export { MIGRATIONS_TABLE };

export const MIGRATIONS_DIRECTORY = fromRoot("sql", "migrations");

/** Whose database `db:setup` makes anew, where that is not production. */
type MadeAnew = Pick<Target, "name" | "isProduction">;

const LOCAL: MadeAnew = { name: "local", isProduction: false };

/** A migration's file name: four digits, a hyphen, what it does. */
const FILE_NAME = /^\d{4}-[a-z0-9-]+\.sql$/;

/** The migrations of a folder in order. Throws a UserError for a file whose name is not `NNNN-what-it-does.sql`. */
export async function listMigrations(directory = MIGRATIONS_DIRECTORY): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => !file.startsWith(".")).sort();
  const strange = files.filter((file) => !FILE_NAME.test(file));
  if (strange.length > 0) {
    throw new UserError(
      `${path.relative(ROOT, directory)} holds ${strange.join(", ")}, which is not a migration's name.`,
      "Name a migration NNNN-what-it-does.sql, for example 0007-add-bookmarks.sql.",
    );
  }
  const twice = files.find((file, index) => file.slice(0, 4) === files[index - 1]?.slice(0, 4));
  if (twice) {
    throw new UserError(
      `${path.relative(ROOT, directory)} holds two migrations with number ${twice.slice(0, 4)}: ${files
        .filter((file) => file.startsWith(twice.slice(0, 4)))
        .join(", ")}.`,
      "Give the newer one a number after all others.",
    );
  }
  return Promise.all(
    files.map(async (file) => {
      const text = await readSqlFile(path.join(directory, file));
      const sha256 = createHash("sha256").update(text).digest("hex");
      return { name: file.slice(0, -".sql".length), file: path.join(directory, file), sha256 };
    }),
  );
}

/**
 * Runs the migrations that a database lacks, each in its own transaction, and returns their names. The client's
 * current role becomes the owner of what they create.
 *
 * Throws a UserError when an applied migration was edited or removed, when one was slipped in before an applied
 * one, when one is still empty, when somebody else is migrating, and when a statement fails (with file, line and
 * caret).
 *
 * @param target as of `refuseEditedMigrations`
 */
export async function migrate(
  client: pg.Client,
  directory = MIGRATIONS_DIRECTORY,
  target: MadeAnew | null = LOCAL,
): Promise<string[]> {
  const migrations = await listMigrations(directory);
  await refuseEditedMigrations(client, migrations, target);
  const pending = await pendingMigrations(client, migrations);
  if (pending.length === 0) {
    await rememberHashes(client, migrations);
    return [];
  }
  await refuseEmptyMigrations(pending);
  const ran = await explained(client, "up", migrations, () =>
    runMigrations(client, directory, "up"),
  );
  await rememberHashes(client, migrations);
  return ran;
}

/**
 * Runs migrations, and says of one that fails which file and line it was.
 *
 * @param migrations those of the folder, or the one that is run
 */
export async function explained<T>(
  client: pg.Client,
  direction: Direction,
  migrations: readonly Migration[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // A connection that is lost has rolled back by itself, and the first error says more.
    const isConnected = await client.query("rollback").then(
      () => true,
      () => false,
    );
    throw isConnected ? await explain(client, direction, migrations, error) : error;
  }
}

/** A migration that a database has. */
export interface AppliedMigration {
  readonly name: string;
  /** Of the file that was applied; null when the run that applied it was interrupted before it noted it. */
  readonly sha256: string | null;
  /** ISO 8601, UTC; `infinity` for a time that somebody made so. */
  readonly at: string;
}

/** The migrations that a database has, by name; none before the first run. */
export async function appliedMigrations(client: pg.Client): Promise<Map<string, AppliedMigration>> {
  const { rows: present } = await client.query("select to_regclass($1) is not null as it", [
    `public.${MIGRATIONS_TABLE}`,
  ]);
  if (!present[0].it) return new Map();
  // By way of JSON, since the column is not there yet when the first run was interrupted.
  const { rows } = await client.query<AppliedMigration>(
    `select name, to_jsonb(applied) ->> 'sha256' as sha256, ${isoText("run_on")} as at
     from public.${MIGRATIONS_TABLE} as applied order by name`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** Those that a database lacks. */
export async function pendingMigrations(
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const applied = await appliedMigrations(client);
  return migrations.filter(({ name }) => !applied.has(name));
}

/**
 * Throws a UserError when what a database has and what the folder holds do not go together.
 *
 * @param target whose database it is; null where none of our commands makes it anew. @default the local one
 */
export async function refuseEditedMigrations(
  client: pg.Client,
  migrations: readonly Migration[],
  target: MadeAnew | null = LOCAL,
): Promise<void> {
  const anew =
    target === null || target.isProduction
      ? "."
      : `, or make the database anew: ${typed("db:setup", optionFor(target))}`;
  const applied = await appliedMigrations(client);
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, { sha256 }] of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new UserError(
        `The database has migration ${name}, but sql/migrations/${name}.sql is gone.`,
        `Bring the file back (git log --diff-filter=D -- sql/migrations)${anew}`,
      );
    }
    if (sha256 !== null && sha256 !== migration.sha256) {
      throw new UserError(
        `sql/migrations/${name}.sql was edited after it was applied to this database.`,
        `Undo the edit and write a new migration for the change${anew}`,
      );
    }
  }
  const newest = [...applied.keys()].at(-1);
  const slipped = migrations.find(({ name }) => newest && name < newest && !applied.has(name));
  if (slipped) {
    throw new UserError(
      `sql/migrations/${slipped.name}.sql comes before ${newest}, which this database already has.`,
      "Give it a number after the newest one.",
    );
  }
}

/** Notes what was applied, so that a later edit is seen. Takes no lock on the table when there is nothing to note. */
async function rememberHashes(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  const applied = await appliedMigrations(client);
  if (![...applied.values()].some(({ sha256 }) => sha256 === null)) return;
  await client.query(`alter table public.${MIGRATIONS_TABLE} add column if not exists sha256 text`);
  await client.query(
    `update public.${MIGRATIONS_TABLE} as applied set sha256 = file.sha256
     from unnest($1::text[], $2::text[]) as file (name, sha256)
     where applied.name = file.name and applied.sha256 is null`,
    [migrations.map(({ name }) => name), migrations.map(({ sha256 }) => sha256)],
  );
}

/** The server's error as a person needs it: which file, which line. */
async function explain(
  client: pg.Client,
  direction: Direction,
  migrations: readonly Migration[],
  error: unknown,
): Promise<Error> {
  if (error instanceof UserError) return error;
  // Those before the failed one are kept.
  await rememberHashes(client, migrations);
  const applied = await appliedMigrations(client);
  const failed =
    direction === "up"
      ? migrations.find(({ name }) => !applied.has(name))
      : migrations.findLast(({ name }) => applied.has(name));
  if (!failed) return error as Error;
  const migration = parseMigrationText(await readSqlFile(failed.file));
  const start = migration[direction]?.start ?? 0;
  const explained = explainSqlError(path.relative(ROOT, failed.file), migration.text, error, start);
  if (explained === undefined) return error as Error;
  const hint = migration.inTransaction
    ? `Nothing of this migration was kept. ${remedyFor(error, migration.text)}`
    : await unfinishedHint(client, remedyFor(error, migration.text));
  return new UserError(explained, hint, { cause: error });
}

/** The hint after a failure outside a transaction, which may leave an index that is kept up to date and never used. */
async function unfinishedHint(client: pg.Client, remedy: string): Promise<string> {
  const { rows } = await client.query<{ index: string }>(
    "select indexrelid::regclass::text as index from pg_index where not indisvalid",
  );
  const drops = rows.map(({ index }) => `drop index concurrently if exists ${index};`);
  return [
    "This migration runs outside a transaction, so a part of it may have been kept.",
    ...(drops.length > 0
      ? ["Remove what is unfinished:", ...drops.map((line) => `  ${line}`)]
      : []),
    remedy,
  ].join("\n");
}
