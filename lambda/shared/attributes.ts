import { displayNameFrom } from "#lib/domain/display-name";
import { HANDLE_MAX, HANDLE_MIN, normalisedHandle } from "#lib/domain/handle";
import type { ConfirmedUser } from "./register-user.ts";

/** Cognito's user attributes of an event. */
export type UserAttributes = Readonly<Record<string, string | undefined>>;

/**
 * The user an event speaks of, or undefined when it lacks the id or the email. Users that an administrator
 * created may have no name and no handle: they get the ones that their email suggests.
 */
export function confirmedUserFrom(
  userName: string,
  attributes: UserAttributes,
): ConfirmedUser | undefined {
  const { sub, email, name, preferred_username: wanted } = attributes;
  if (!sub || !email) return undefined;
  const local = email.split("@")[0]!.replace(/[^A-Za-z0-9_]/g, "_");
  const handle =
    normalisedHandle(wanted ?? "") ??
    normalisedHandle(local.slice(0, HANDLE_MAX).padEnd(HANDLE_MIN, "_"));
  return {
    cognitoUserId: sub,
    userName,
    email,
    displayName: displayNameFrom(name ?? "") ?? handle ?? "New user",
    handle: handle ?? "user",
  };
}
