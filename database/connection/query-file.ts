import pg from "pg";
import { firstWord, statementsOf } from "#lib/sql/split";

/**
 * Runs a text of several statements as one query. Nothing else may run on the client meanwhile.
 *
 * @returns a result for each statement
 * @throws pg's error. Its `position` is the server's or, where the server gives none (a missing table, a row that a
 * constraint refuses), the beginning of the statement that failed.
 */
export async function queryFile(client: pg.Client, sql: string): Promise<pg.QueryResult[]> {
  let completed = 0;
  const count = () => void (completed += 1);
  client.connection.on("commandComplete", count);
  try {
    // The types of pg know of one statement only.
    return [await client.query(sql)].flat();
  } catch (error) {
    if (error instanceof pg.DatabaseError) error.position ??= positionOf(sql, completed);
    throw error;
  } finally {
    client.connection.off("commandComplete", count);
  }
}

/** Where the statement with this index begins, as the server counts: in code points, from 1. */
function positionOf(sql: string, index: number): string | undefined {
  const statement = statementsOf(sql)[index];
  if (!statement) return undefined;
  return String(Array.from(sql.slice(0, firstWord(sql, statement))).length + 1);
}
