import type pg from "pg";
import { codeOf } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { withWatchedClient } from "./lock-watch.ts";

/** How a connection to a target's database, or one beside it, is made. */
export interface Visit {
  /** The chore, for the session's name. */
  readonly chore: string;
  readonly database: string;
  /** Told who is waited for. */
  note(text: string): void;
}

/** Runs work in a database of a target's server. Returns undefined when the database does not exist. */
export async function ifThere<T>(
  target: Target,
  { chore, database, note }: Visit,
  work: (client: pg.Client) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withWatchedClient({ ...target.parameters, database }, chore, note, work);
  } catch (error) {
    if (codeOf(error) === "3D000") return undefined;
    throw error;
  }
}
