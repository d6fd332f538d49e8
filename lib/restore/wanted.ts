import { RefusedError } from "../errors.ts";
import { restoreFrom, restoreFromOf } from "../stack-config/readers/restore-from.ts";
import type { RestoreFrom } from "../stack-config/stack-config.ts";

/** Where a database is to come from: a snapshot, another server's backups, or the stack's own at a time. */
export type Wanted = RestoreFrom | { readonly at: string };

/** `--from` or `--to` as they are typed. Throws a RefusedError where neither or both are, or one cannot be read. */
export function parseWanted(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  stack: string,
): Wanted {
  if ((from === undefined) === (to === undefined)) {
    throw new RefusedError(
      "Exactly one of --from and --to says where the data comes from. Nothing was done.",
      `See what there is: npm run rds:snapshots -- --target ${stack}\nThen: --from SNAPSHOT, or --to 2026-11-20T10:00:00Z, or --to latest`,
    );
  }
  // A time alone is one of the stack's own server, whatever that is called by then.
  const text = from ?? `own@${to}`;
  const read = restoreFrom.read(text);
  if (read === undefined) {
    const meant = restoreFrom.meant?.(text)?.replace(/^own@/, from === undefined ? "" : "own@");
    throw new RefusedError(
      from === undefined
        ? `--to is ${JSON.stringify(to)}; wanted is a time of day with its zone, 2026-11-20T10:00:00Z, or latest. Nothing was done.`
        : `--from is ${JSON.stringify(from)}; wanted is ${restoreFrom.wanted}. Nothing was done.`,
      meant === undefined
        ? `See what there is: npm run rds:snapshots -- --target ${stack}`
        : `Is it this? ${from === undefined ? "--to" : "--from"} ${meant}`,
    );
  }
  const found = restoreFromOf(read);
  return from === undefined && "at" in found ? { at: found.at } : found;
}
