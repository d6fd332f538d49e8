import { constants } from "node:fs";
import { access, lstat, open, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { codeOf, messageOf, RefusedError, UserError } from "#lib/errors";
import type { JudgedRows } from "./judged-rows.ts";

const AT_ONCE = 1_000;

/** Throws a RefusedError for a file that is there already, or that cannot be made. */
export async function requireNewFile(file: string): Promise<void> {
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw taken(file);
  await access(path.dirname(path.resolve(file)), constants.W_OK | constants.X_OK).catch(
    (error: unknown) => {
      throw new RefusedError(
        `${file} cannot be written (${codeOf(error)}). Nothing was changed.`,
        "Name a file after --leave-out in a folder that is there and that you may write into.",
      );
    },
  );
}

const taken = (file: string) =>
  new RefusedError(
    `${file} is there already. Nothing was changed.`,
    "Name a new file after --leave-out.",
  );

/**
 * Writes the rows that cannot be taken to a new file that only its owner reads, one JSON value a line:
 * `{"table":"users","faults":["no uuid"],"row":{…}}`. Throws a RefusedError when the file is there, and
 * leaves none when it fails.
 */
export async function writeLeftOut(
  file: string,
  source: pg.Client,
  rows: JudgedRows,
): Promise<void> {
  const out = await open(file, "wx", 0o600).catch((error: unknown) => {
    throw codeOf(error) === "EEXIST" ? taken(file) : unwritten(file, error);
  });
  try {
    for (const table of ["users", "activities"] as const) {
      await source.query(
        `declare left_out no scroll cursor for
         select jsonb_build_object('table', '${table}', 'faults', faults, 'row', original)::text as line
         from (${rows[table]}) as r where faults <> '{}'`,
      );
      for (;;) {
        const { rows: some } = await source.query<{ line: string }>(
          `fetch ${AT_ONCE} from left_out`,
        );
        if (some.length === 0) break;
        await write(out, file, some.map(({ line }) => `${line}\n`).join(""));
      }
      await source.query("close left_out");
    }
    await out.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await out.close();
  }
}

const write = (out: FileHandle, file: string, text: string) =>
  out.writeFile(text).catch((error: unknown) => {
    throw unwritten(file, error);
  });

const unwritten = (file: string, error: unknown) =>
  new UserError(
    `${file} cannot be written: ${messageOf(error)}. Nothing was changed.`,
    "Name another file after --leave-out.",
    { cause: error },
  );
