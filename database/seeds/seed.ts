import { readdir } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { UserError } from "#lib/errors";
import { fromRoot, ROOT } from "#lib/root";
import { explainSqlError, remedyFor } from "#lib/sql/error";
import { runFile } from "../connection/run-file.ts";
import { readSqlFile } from "../connection/sql-file.ts";

export const SEEDS_DIRECTORY = fromRoot("sql", "seeds");

/** The outcome of one seed file. */
export interface SeedOutcome {
  readonly file: string;
  /** Rows that were not there before. */
  readonly added: number;
}

/**
 * Runs the seed files in the order of their names, all in one transaction: every row or none. They are
 * idempotent. With `keep` false they are rolled back in the end. Throws a UserError with file, line and caret when a statement fails.
 */
export async function seed(
  client: pg.Client,
  directory = SEEDS_DIRECTORY,
  keep = true,
): Promise<SeedOutcome[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".sql")).sort();
  await client.query("begin");
  try {
    const outcomes: SeedOutcome[] = [];
    for (const file of files) {
      outcomes.push({ file, added: await runSeed(client, path.join(directory, file)) });
    }
    await client.query(keep ? "commit" : "rollback");
    return outcomes;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

async function runSeed(client: pg.Client, file: string): Promise<number> {
  const text = await readSqlFile(file);
  try {
    const results = await runFile(client, text);
    return results.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
  } catch (error) {
    const explained = explainSqlError(path.relative(ROOT, file), text, error);
    if (explained === undefined) throw error;
    throw new UserError(explained, `No seed was kept. ${remedyFor(error, text)}`, { cause: error });
  }
}
