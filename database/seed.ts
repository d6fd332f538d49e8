import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { UserError } from "#lib/errors";
import { fromRoot, ROOT } from "#lib/root";
import { explainSqlError } from "#lib/sql-error";

export const SEEDS_DIRECTORY = fromRoot("sql", "seeds");

/**
 * Runs the seed files in the order of their names, all in one transaction: every row or none. They are
 * idempotent. Throws a UserError with file, line and caret when a statement fails.
 */
export async function seed(client: pg.Client, directory = SEEDS_DIRECTORY): Promise<void> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".sql")).sort();
  await client.query("begin");
  try {
    for (const file of files) await runFile(client, path.join(directory, file));
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

async function runFile(client: pg.Client, file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  try {
    await client.query(text);
  } catch (error) {
    const explained = explainSqlError(path.relative(ROOT, file), text, error);
    if (explained === undefined) throw error;
    throw new UserError(explained, "No seed was kept. Mend the file and run the command again.", {
      cause: error,
    });
  }
}
