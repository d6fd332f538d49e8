import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ApiCode } from "#lib/domain/problem-codes";
import { codeOf } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { shapeFaults } from "#lib/sql/shape";
import type { Queryable } from "#lib/sql/statement";
import { databaseFault } from "../shared/database-errors.ts";
import { KeysUnavailableError } from "./identity.ts";
import { ProfilePendingError } from "./profile.ts";

/** An answer that is not what was asked for: a stable code, a sentence, and the single faults where there are several. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  readonly error: ApiCode;
  readonly message: string;
  readonly errors?: readonly string[];
}

const UNAVAILABLE: Problem = {
  status: 503,
  error: "database_unavailable",
  message: "The database cannot be reached. Try again in a moment.",
};

/** Somebody has altered the role, or its password; `db:access` makes it anew. */
const LOCKED_OUT: Problem = {
  ...UNAVAILABLE,
  message: "The API's role cannot log in; npm run db:access lets it in again.",
};

/** It was dropped, or a replacement is between its two renames, which takes milliseconds. */
const MISSING: Problem = {
  ...UNAVAILABLE,
  error: "database_missing",
  get message() {
    return `There is no database; ${typed("db:setup")} makes one.`;
  },
};

export const UNAUTHORIZED: Problem = {
  status: 401,
  error: "unauthorized",
  message: "Sign in first: the request needs a valid access token.",
};

/** The tables are not as our migrations make them. Never which: they are somebody's own. */
export const SCHEMA_FOREIGN: Problem = {
  ...UNAVAILABLE,
  error: "schema_foreign",
  get message() {
    return `The database's tables are not those that Cruddur makes; ${typed("doctor")} says what differs.`;
  },
};

/**
 * The same, after a look at the database where the statement failed by what its tables are: classes 42 (a table, a column,
 * a type, a privilege) and 0A, and a column that wants a value of which we do not know.
 */
export async function problemIn(database: Queryable, error: unknown): Promise<Problem> {
  const { code } = Object(error) as { code?: unknown };
  if (typeof code === "string" && /^(42|0A|23502|55000)/.test(code)) {
    const { faults, isEmpty } = await shapeFaults(database).catch(() => NO_FAULTS);
    if (faults.length > 0 && !isEmpty) return SCHEMA_FOREIGN;
  }
  return problemFor(error);
}

const NO_FAULTS = { faults: [], isEmpty: true };

/** The answer to an error that a route did not expect. Never its text: that can quote SQL or a row. */
export function problemFor(error: unknown): Problem {
  if (error instanceof ProfilePendingError) {
    return {
      status: 409,
      error: "profile_pending",
      message: "Your profile is not written yet. Sign out and in again to finish it.",
    };
  }
  if (error instanceof KeysUnavailableError) {
    return {
      ...UNAVAILABLE,
      error: "keys_unavailable",
      message: "Sign-ins cannot be checked now.",
    };
  }
  switch (databaseFault(error)) {
    case "unavailable":
      if (/^28/.test(codeOf(error) ?? "")) return LOCKED_OUT;
      return codeOf(error) === "3D000" ? MISSING : UNAVAILABLE;
    case "unready":
      // The code is the log's event too: whoever reads it knows that migrations are missing.
      return {
        ...UNAVAILABLE,
        error: "schema_missing",
        message: "The database is there, but its schema is not yet. Try again in a moment.",
      };
    case "conflict":
      return { status: 409, error: "conflict", message: "Somebody else was faster." };
    case "invalid":
      return { status: 422, error: "invalid", message: "The database refused a value." };
    case "bug":
      return { status: 500, error: "internal", message: "Something went wrong on our side." };
  }
}

export function answer(c: Context, { status, ...body }: Problem): Response {
  if (status === 503) c.header("Retry-After", "2");
  if (status === 401) c.header("WWW-Authenticate", 'Bearer realm="cruddur"');
  return c.json(body, status);
}
