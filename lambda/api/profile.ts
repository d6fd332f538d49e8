import { run, type Queryable } from "#lib/sql/statement";
import { findReservation } from "#sql/find-reservation";
import { findUser, type FindUserRow } from "#sql/find-user";
import { registerUser } from "../shared/register-user.ts";
import type { Identity } from "./gateway-claims.ts";

/** The confirmed user has no row and what they signed up with is not at hand; the next sign-in writes it. */
export class ProfilePendingError extends Error {
  override readonly name = "ProfilePendingError";
}

/** The caller's row. A confirmation that could not write it left the reservation, from which it is written now. */
export async function profileOf(database: Queryable, identity: Identity): Promise<FindUserRow> {
  const known = await findBySub(database, identity);
  if (known) return known;
  await writePendingProfile(database, identity);
  const written = await findBySub(database, identity);
  if (!written) throw new ProfilePendingError("the row is not there");
  return written;
}

/**
 * Writes the row from the reservation. Does nothing when there is none: either another call has just made a
 * possession of it, or there is nothing to write from. The caller looks again to tell which.
 */
export async function writePendingProfile(database: Queryable, identity: Identity): Promise<void> {
  const [reserved] = await run(database, findReservation, { userName: identity.userName });
  if (!reserved) return;
  await registerUser(database, {
    cognitoUserId: identity.sub,
    userName: identity.userName,
    ...reserved,
  });
}

async function findBySub(database: Queryable, { sub }: Identity): Promise<FindUserRow | undefined> {
  return (await run(database, findUser, { cognitoUserId: sub }))[0];
}
