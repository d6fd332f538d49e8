import { open } from "node:fs/promises";
import type pg from "pg";
import { codeOf, RefusedError } from "#lib/errors";
import type { JudgedRows } from "./judged-rows.ts";

const AT_ONCE = 1_000;

/**
 * Writes the rows that cannot be taken to a new file that only its owner reads, one JSON value a line:
 * `{"table":"users","faults":["no uuid"],"row":{…}}`. Throws a RefusedError when the file is there.
 */
export async function writeLeftOut(
  file: string,
  source: pg.Client,
  rows: JudgedRows,
): Promise<void> {
  const out = await open(file, "wx", 0o600).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
    throw new RefusedError(
      `${file} is there already. Nothing was changed.`,
      "Name a new file after --leave-out.",
    );
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
        await out.write(some.map(({ line }) => `${line}\n`).join(""));
      }
      await source.query("close left_out");
    }
    await out.sync();
  } finally {
    await out.close();
  }
}
