import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import type { ConnectionParameters } from "../connection/connect.ts";
import { sourceFault } from "./source.ts";

export interface RowsToCopy {
  /** In `public`. */
  readonly table: string;
  /** Columns of the table, each with the name that it has in `rows`. */
  readonly columns: ReadonlyMap<string, string>;
  /** A select of the source. */
  readonly rows: string;
}

export interface CopyOptions {
  /** Told how many bytes have come through so far. */
  readonly onBytes: (bytes: number) => void;
  /** Ends it; nothing is kept then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Streams rows from one server into a table of another by COPY, a chunk at a time, and returns their number. Throws a
 * UserError that names the source when it fails, and one for a row that the table refuses.
 */
export async function copyRows(
  source: { readonly client: pg.Client; readonly parameters: ConnectionParameters },
  into: pg.Client,
  { table, columns, rows }: RowsToCopy,
  { onBytes, signal }: CopyOptions,
): Promise<number> {
  const list = (names: Iterable<string>) => Array.from(names, identifier).join(", ");
  const read = source.client.query(
    copyTo(`copy (select ${list(columns.values())} from (${rows}) as r) to stdout`),
  );
  const write = into.query(copyFrom(`copy public.${table} (${list(columns.keys())}) from stdin`));
  // A pipeline ends both with the error of one.
  let first: typeof read | typeof write | undefined;
  for (const end of [read, write]) end.once("error", () => (first ??= end));
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline([read, count, write], signal ? { signal } : {});
  } catch (error) {
    throw first === read ? sourceFault(source.parameters, error) : misfit(error, table);
  }
  return write.rowCount ?? 0;
}

/** A row that our table refuses all the same becomes a UserError; anything else is returned as it is. */
function misfit(error: unknown, table: string): unknown {
  if (!/^2[23]/.test(codeOf(error) ?? "")) return error;
  const { detail, where } = error as pg.DatabaseError;
  return new UserError(
    `A row of the source's ${table} does not fit: ${[messageOf(error), detail, where].filter(Boolean).join("; ")}. Nothing was changed.`,
    "Correct that row in the source, then try again.",
    { cause: error },
  );
}
