import { normalisedHandle } from "#lib/domain/handle";
import { isVisible, turnsDirection } from "#lib/domain/visible-text";
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
    normalisedHandle(wanted ?? "") ?? normalisedHandle(local.slice(0, 30).padEnd(3, "_"));
  return {
    cognitoUserId: sub,
    userName,
    email,
    displayName: displayNameFrom(name) ?? handle ?? "New user",
    handle: handle ?? "user",
  };
}

/**
 * A name fit to show: 1 to 100 characters, something of it visible, without control characters, marks that turn the
 * direction of the text, or halves of surrogate pairs; otherwise undefined.
 */
export function displayNameFrom(name: string | undefined): string | undefined {
  const text = name?.normalize("NFC").replace(/\s+/g, " ").trim() ?? "";
  const isFit =
    isVisible(text) &&
    Array.from(text).length <= 100 &&
    !/\p{Cc}/u.test(text) &&
    !turnsDirection(text) &&
    text.isWellFormed();
  return isFit ? text : undefined;
}
