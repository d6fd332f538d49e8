import { isEmail } from "#lib/domain/email";
import { unmetRules } from "#lib/domain/password";
import { attributeFaults, writableAttributes } from "#lib/domain/user-pool";
import { recordFrom } from "./attributes.ts";
import { CognitoFault, invalidParameter, notAuthorized } from "./errors.ts";
import type { Attribute } from "./internals.ts";

/** @throws InvalidParameterException, unless it can be a username of this pool */
export function checkedEmail(username: string): string {
  if (!username.includes("@")) throw invalidParameter("Username should be an email.");
  if (isEmail(username)) return username;
  throw invalidParameter("Invalid email address format.");
}

/** @throws InvalidPasswordException, naming the first rule of the policy that is not met */
export function checkedPassword(password: string): string {
  const [unmet] = unmetRules(password);
  if (unmet === undefined) return password;
  throw new CognitoFault(
    "InvalidPasswordException",
    `Password did not conform with policy: ${unmet.fault}`,
  );
}

/** A new user's attributes as given, checked. `email` is the username, which counts as the attribute where none is. */
export function checkedAttributes(given: Attribute[], email: string): Attribute[] {
  const attributes = { email, ...recordFrom(given) };
  checkSchema(attributeFaults(attributes));
  checkWritable(given.map(({ Name }) => Name));
  if (attributes.email.toLowerCase() === email.toLowerCase()) return given;
  throw invalidParameter("The username and the attribute email must be the same address.");
}

/** @param faults as `attributeFaults` tells them @throws InvalidParameterException when there are any */
export function checkSchema(faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw invalidParameter(`Attributes did not conform to the schema: ${faults.join("\n")}`);
}

/** @throws NotAuthorizedException when the page's client may not write one of them */
export function checkWritable(names: readonly string[]): void {
  if (names.every((name) => writableAttributes.includes(name))) return;
  throw notAuthorized("A client attempted to write unauthorized attribute");
}
