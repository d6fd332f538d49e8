import { codeLife } from "#lib/domain/user-pool";
import { codeMismatch, expiredCode, limitExceeded } from "./errors.ts";
import type { CodeField, User } from "./internals.ts";

const hour = 3_600_000;

const lifeOf: Readonly<Record<CodeField, number>> = {
  ConfirmationCode: codeLife.signUpHours * hour,
  ResetCode: codeLife.resetHours * hour,
  AttributeVerificationCode: codeLife.signUpHours * hour,
};

const fields = Object.keys(lifeOf) as CodeField[];

/**
 * Wrong codes one user may give for one purpose within an hour. Cognito documents 5 to 20, by the age and risk of the user; the
 * lowest is taken, so that a page meets the limit here first.
 */
export const wrongCodesAllowed = 5;

/** The user as it is to be stored, with the time noted of each code that is new. */
export function withCodeTimes(user: User, before: User | null, now: number): User {
  const made = { ...user.CodesMade };
  for (const field of fields) {
    if (user[field] === undefined) delete made[field];
    else if (user[field] !== before?.[field]) made[field] = now;
  }
  return { ...user, CodesMade: made };
}

/** Counts wrong codes. It is kept in memory only: a restart forgives them. */
export class CodeChecks {
  readonly #wrong = new Map<string, number[]>();

  /**
   * @param now milliseconds since 1970
   * @throws LimitExceededException, ExpiredCodeException or CodeMismatchException
   */
  check(user: User, field: CodeField, code: string, now: number): void {
    const key = `${field} ${user.Username}`;
    const recent = (this.#wrong.get(key) ?? []).filter((at) => at > now - hour);
    if (recent.length >= wrongCodesAllowed) throw limitExceeded();
    const made = user.CodesMade?.[field];
    if (user[field] === undefined || made === undefined || now >= made + lifeOf[field]) {
      throw expiredCode();
    }
    if (user[field] === code) {
      this.#wrong.delete(key);
      return;
    }
    this.#wrong.set(key, [...recent, now]);
    throw codeMismatch();
  }
}
