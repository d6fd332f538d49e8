import type pg from "pg";
import { RefusedError } from "#lib/errors";
import type { Around } from "./look-around.ts";
import { seeDatabases, type SeenDatabase } from "./signature.ts";

/**
 * Throws a RefusedError when a second look finds other databases of the names than the first one did. Between the first,
 * where a person may have been asked, and the lock somebody else can have put another one in the place of one of them; to
 * go on would be without consent to that one's loss.
 */
export function requireSame(names: readonly string[], before: Around, now: Around): void {
  for (const name of names) {
    const found = now.seen.get(name);
    if (found?.oid !== before.seen.get(name)?.oid) throw moved(name, found !== undefined);
  }
  if (fingerprintIn(now) !== fingerprintIn(before)) throw moved(names[0]!, true);
}

const fingerprintIn = ({ passed }: Around) => passed?.marker?.fingerprint;

function moved(name: string, isThere: boolean): RefusedError {
  return new RefusedError(
    `Database ${name} was ${isThere ? "replaced" : "taken away"} by somebody else while this command looked at it. Nothing was done.`,
    "Look at what is there now, then run the command again.",
  );
}

/** Throws a RefusedError when one of the databases is another one by now; making a backup may have taken long. */
export async function requireUnmoved(
  admin: pg.Client,
  present: ReadonlyMap<string, SeenDatabase>,
): Promise<void> {
  const now = await seeDatabases(admin, [...present.keys()]);
  for (const { name, oid } of present.values()) {
    if (now.get(name)?.oid !== oid) throw moved(name, now.has(name));
  }
}
