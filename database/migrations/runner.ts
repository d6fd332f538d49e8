import type pg from "pg";
import { messageOf, RefusedError } from "#lib/errors";
import { describeHolder, lockHolders } from "../connection/holders.ts";
import { parseMigrationText, type Direction } from "./file.ts";
import { readSqlFile } from "../connection/sql-file.ts";
import { runFile } from "../connection/run-file.ts";

/** node-pg-migrate's own advisory lock, held while it works (its `PG_MIGRATE_LOCK_ID`). */
export const MIGRATION_LOCK = 7_241_865_325_823_964n;

export const MIGRATIONS_TABLE = "cruddur_migrations";

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Hands migrations to node-pg-migrate: up to the newest, or `count` down from it. Each runs in a transaction, unless its
 * file says otherwise.
 *
 * @returns the names of those that ran
 * @throws RefusedError that names who holds the lock; everything else as the server said it
 */
export async function runMigrations(
  client: pg.Client,
  directory: string,
  direction: Direction,
  count?: number,
): Promise<string[]> {
  // It takes 60 ms to load, and most commands find nothing to migrate.
  const { runner } = await import("node-pg-migrate");
  const parts = new Set<string>();
  try {
    const result = await runner({
      dbClient: locating(client, parts),
      dir: directory,
      direction,
      ...(count === undefined ? {} : { count }),
      migrationsTable: MIGRATIONS_TABLE,
      migrationsSchema: "public",
      singleTransaction: false,
      logger: SILENT,
      migrationLoaderStrategies: [
        { extensions: [".sql"], loader: (files) => loadFiles(files, parts) },
      ],
    });
    return result.map(({ name }) => name);
  } catch (error) {
    if (!messageOf(error).includes("Another migration is already running")) throw error;
    throw await somebodyElse(client);
  }
}

/** The refusal while another session holds the lock, with its name. */
export async function somebodyElse(client: pg.Client): Promise<RefusedError> {
  const holders = await lockHolders(client, MIGRATION_LOCK);
  const names = holders.map(describeHolder).join(" and ");
  return new RefusedError(
    names === ""
      ? "Somebody else is changing this database's schema."
      : `Somebody else is changing this database's schema: ${names}.`,
    "Wait for it to end and try again.",
  );
}

/** The part of node-pg-migrate's builder that collects the statements of one migration. */
interface Builder {
  sql(text: string): unknown;
  noTransaction(): unknown;
}

/**
 * A client whose errors in a part of a file say which statement failed. node-pg-migrate's own statements stand in no
 * file: a constraint that is checked at its COMMIT has no place.
 */
function locating(client: pg.Client, parts: ReadonlySet<string>): pg.Client {
  const query = (text: string, values?: unknown[]) =>
    parts.has(text) ? runFile(client, text) : client.query(text, values);
  return Object.create(client, { query: { value: query } }) as pg.Client;
}

/** @param parts is given each part, as it will be sent */
async function loadFiles(files: string[], parts: Set<string>) {
  return Promise.all(
    files.map(async (file) => {
      // Those that are applied are not judged any more.
      const { up, down, inTransaction } = parseMigrationText(await readSqlFile(file));
      const action = (sql: string) => (builder: Builder) => {
        if (!inTransaction) builder.noTransaction();
        // node-pg-migrate would add the semicolon by itself.
        const sent = sql.endsWith(";") ? sql : `${sql};`;
        parts.add(sent);
        builder.sql(sent);
      };
      const actions = { up: action(up.sql), down: down ? action(down.sql) : (false as const) };
      return { id: file, filePaths: [file], actions };
    }),
  );
}
