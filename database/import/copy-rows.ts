import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";

export interface RowsToCopy {
  /** In `public`. */
  readonly table: string;
  /** Columns of the table, each with the name that it has in `rows`. */
  readonly columns: ReadonlyMap<string, string>;
  /** A select of the source. */
  readonly rows: string;
}

/**
 * Streams rows from one server into a table of another by COPY, a chunk at a time. `onBytes` is told how much has come
 * through. Returns the number of rows.
 */
export async function copyRows(
  source: pg.Client,
  into: pg.Client,
  { table, columns, rows }: RowsToCopy,
  { onBytes, signal }: { onBytes?: (bytes: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const list = (names: Iterable<string>) => Array.from(names, identifier).join(", ");
  const read = source.query(
    copyTo(`copy (select ${list(columns.values())} from (${rows}) as r) to stdout`),
  );
  const write = into.query(copyFrom(`copy public.${table} (${list(columns.keys())}) from stdin`));
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes?.(bytes);
      done(null, chunk);
    },
  });
  await pipeline([read, count, write], signal ? { signal } : {});
  return write.rowCount ?? 0;
}

/** A row that our table refuses all the same becomes a UserError; anything else is returned as it is. */
export function misfit(error: unknown, table: string): unknown {
  if (!/^2[23]/.test(codeOf(error) ?? "")) return error;
  const { detail, where } = error as pg.DatabaseError;
  return new UserError(
    `A row of the source's ${table} does not fit: ${[messageOf(error), detail, where].filter(Boolean).join("; ")}. Nothing was changed.`,
    "Correct that row in the source, then try again.",
    { cause: error },
  );
}
