import { PASSWORD_MAX } from "#lib/domain/password";
import { invalidParameter } from "./errors.ts";
import type { Attribute } from "./internals.ts";

/** A request's body: untrusted until one of these functions has read it. */
export type Request = Readonly<Record<string, unknown>>;

/** A text that must be there. @throws InvalidParameterException, worded as Cognito words a failed constraint */
export function textIn(request: Request, name: string): string {
  const value = optionalTextIn(request, name);
  if (value === undefined) throw constraint(name, "Member must not be null");
  if (value === "") throw constraint(name, "Member must have length greater than or equal to 1");
  return value;
}

export function optionalTextIn(request: Request, name: string): string | undefined {
  const value = request[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw constraint(name, "Member must be a string");
  return value;
}

/** A password as Cognito admits it, before any policy: up to PASSWORD_MAX characters, no white space at either end. */
export function passwordIn(request: Request, name: string): string {
  const password = textIn(request, name);
  if (password.length > PASSWORD_MAX) {
    throw constraint(name, `Member must have length less than or equal to ${PASSWORD_MAX}`);
  }
  if (!/^[\S]+.*[\S]+$/s.test(password)) {
    throw constraint(name, "Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$");
  }
  return password;
}

/** A list of names and values; none is an empty list. */
export function attributesIn(request: Request, name: string): Attribute[] {
  const value = request[name] ?? [];
  if (!Array.isArray(value)) throw constraint(name, "Member must be a list");
  return value.map((item: unknown) => {
    const { Name, Value } = (item ?? {}) as { Name?: unknown; Value?: unknown };
    if (typeof Name !== "string" || Name === "") {
      throw constraint(`${name}.1.member.name`, "Member must not be null");
    }
    if (Value !== undefined && typeof Value !== "string") {
      throw constraint(`${name}.1.member.value`, "Member must be a string");
    }
    return { Name, Value: Value ?? "" };
  });
}

/** A map of texts, such as AuthParameters; none is an empty map. */
export function mapIn(request: Request, name: string): Request {
  const value = request[name] ?? {};
  if (typeof value !== "object" || Array.isArray(value))
    throw constraint(name, "Member must be a map");
  return value as Request;
}

function constraint(name: string, rule: string): Error {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return invalidParameter(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
