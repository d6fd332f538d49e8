import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import type { Action, Consent, Passed } from "../fence/fence.ts";
import { ifThere } from "../connection/if-there.ts";
import { readMarker } from "../fence/marker.ts";

/**
 * Throws a RefusedError when a target's database is no longer the one that the fence let pass, by its fingerprint. Between
 * the fence, where a person may have been asked, and the lock somebody else can have put another one in its place; to
 * go on would be without consent to that one's loss, and would drop the one that was looked at.
 *
 * The caller holds the lock.
 *
 * @param passed what the fence said; undefined when there was no database
 */
export async function requireSameDatabase(
  target: Target,
  action: Action,
  { note }: Consent,
  passed: Passed | undefined,
): Promise<void> {
  const { database } = target.parameters;
  const found = await ifThere(
    target,
    { chore: action.chore, database, note },
    async (client): Promise<Passed> => ({ marker: await readMarker(client) }),
  );
  if (identityOf(found) === identityOf(passed)) return;
  throw new RefusedError(
    `Database ${database} was ${found ? "replaced" : "taken away"} by somebody else while this command looked at it. Nothing was done.`,
    "Look at what is there now, then run the command again.",
  );
}

const identityOf = (passed: Passed | undefined): string | undefined =>
  passed && (passed.marker?.fingerprint ?? "unmarked");
