import { handleCandidates } from "#lib/domain/handle";
import { run, type Queryable } from "#lib/sql/statement";
import { linkUser } from "#sql/link-user";
import { registerUser as registerUserStatement } from "#sql/register-user";
import { violatedConstraint } from "./database-errors.ts";

/** A confirmed person, as Cognito knows them. */
export interface ConfirmedUser {
  /** The `sub`. */
  readonly cognitoUserId: string;
  /** Cognito's user name, under which the handle was reserved. */
  readonly userName: string;
  readonly email: string;
  readonly displayName: string;
  /** Normalised. */
  readonly handle: string;
}

export interface RegisteredUser {
  readonly uuid: string;
  readonly handle: string;
}

/**
 * Writes a confirmed user, exactly once however often and however concurrently it is called. A row that is there
 * already is returned; a row with the person's verified email is linked to them; a handle that somebody else took
 * in the meantime gets a suffix. The happy path is one round trip.
 */
export async function registerUser(
  database: Queryable,
  user: ConfirmedUser,
): Promise<RegisteredUser> {
  for (const handle of handleCandidates(user.handle, user.cognitoUserId)) {
    const written =
      (await tryToWrite(database, { ...user, handle })) ?? (await run(database, linkUser, user))[0];
    if (written) return written;
  }
  throw new Error("every handle that could be made for the user is taken");
}

/** The new row, or undefined when the user exists, the handle is taken or the email has a row. */
async function tryToWrite(
  database: Queryable,
  user: ConfirmedUser,
): Promise<RegisteredUser | undefined> {
  try {
    return (await run(database, registerUserStatement, user))[0];
  } catch (error) {
    if (violatedConstraint(error) !== undefined) return undefined;
    throw error;
  }
}
