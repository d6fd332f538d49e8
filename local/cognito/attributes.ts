import type { Attribute, User } from "./internals.ts";

/** A user's attributes by name. */
export function attributesOf(user: Pick<User, "Attributes">): Record<string, string> {
  return recordFrom(user.Attributes);
}

export function recordFrom(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value ?? ""]));
}

/** The user with some attributes set, the others as they were. */
export function withAttributes(user: User, set: Readonly<Record<string, string>>): User {
  const merged = { ...attributesOf(user), ...set };
  return {
    ...user,
    Attributes: Object.entries(merged).map(([Name, Value]) => ({ Name, Value })),
  };
}
