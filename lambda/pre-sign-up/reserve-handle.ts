import type { PreSignUpTriggerEvent } from "aws-lambda";
import { displayNameFrom } from "#lib/domain/display-name";
import { EMAIL_MAX } from "#lib/domain/email";
import { normalisedHandle } from "#lib/domain/handle";
import type { SignUpCode } from "#lib/domain/problem-codes";
import { run, type Queryable } from "#lib/sql/statement";
import { reserveHandle as reserveHandleStatement } from "#sql/reserve-handle";

export class RefusedSignUp extends Error {
  override readonly name = "RefusedSignUp";

  constructor(code: SignUpCode) {
    super(code);
  }
}

/**
 * Reserves the handle of a sign-up. Throws a RefusedSignUp when the handle, the name or the email cannot be or the handle
 * is somebody else's; any other error means that the database could not be asked.
 */
export async function reserveHandle(
  database: Queryable,
  event: PreSignUpTriggerEvent,
): Promise<void> {
  const { email, name, preferred_username: wanted } = event.request.userAttributes;
  const handle = normalisedHandle(wanted ?? "");
  if (handle === undefined) throw new RefusedSignUp("HANDLE_INVALID");
  const displayName = displayNameFrom(name ?? "");
  if (displayName === undefined) throw new RefusedSignUp("NAME_INVALID");
  // A longer one than users.email holds could never be confirmed.
  if (email && email.length > EMAIL_MAX) throw new RefusedSignUp("TRY_LATER");
  // The pool requires an email. Without one, two people would be taken for the same.
  if (!email) throw new Error("the event has no email");
  const rows = await run(database, reserveHandleStatement, {
    handle,
    userName: event.userName,
    email,
    displayName,
  });
  if (rows.length === 0) throw new RefusedSignUp("HANDLE_TAKEN");
}
