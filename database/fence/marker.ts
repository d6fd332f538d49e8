import type pg from "pg";
import { visibleText } from "#lib/domain/visible-text";
import { RefusedError } from "#lib/errors";

/** The migration that makes the marker's table, without its number. */
export const MARKER_MIGRATION = "create-cruddur-meta";

/** A database's word about itself (`cruddur_meta`). */
export interface Marker {
  readonly environment: string;
  readonly stack: string;
  /**
   * Tells this database from every other: given when it is marked, and anew to the copy of a snapshot. What the fence let
   * pass must still be there when a chore comes to change it (`same-database.ts`).
   */
  readonly fingerprint: string;
}

/** The connected database's marker; undefined before its first setup. */
export async function readMarker(client: pg.Client): Promise<Marker | undefined> {
  const { rows } = await client.query(
    "select to_regclass('public.cruddur_meta') is not null as it",
  );
  if (!rows[0].it) return undefined;
  const marker = await client.query<Marker>(
    "select environment, stack, fingerprint from public.cruddur_meta",
  );
  const [row] = marker.rows;
  if (!row) return undefined;
  // They stand in sentences, of which they must not make two.
  return { ...row, environment: visibleText(row.environment), stack: visibleText(row.stack) };
}

/** Marks a new database; one that is marked already keeps its marker. */
export async function writeMarker(
  client: pg.Client,
  marker: Pick<Marker, "environment" | "stack">,
): Promise<void> {
  await client.query(
    "insert into public.cruddur_meta (environment, stack) values ($1, $2) on conflict do nothing",
    [marker.environment, marker.stack],
  );
}

/** Gives a copy a fingerprint of its own. */
export async function renewFingerprint(client: pg.Client): Promise<void> {
  await client.query("update public.cruddur_meta set fingerprint = uuidv7()");
}

/** Throws a RefusedError when the connected database is another environment's; nothing is changed. */
export async function requireEnvironment(client: pg.Client, environment: string): Promise<void> {
  const marker = await readMarker(client);
  if (marker && marker.environment !== environment) {
    throw new RefusedError(
      `Database ${client.database} on ${client.host}:${client.port} says it is environment ` +
        `"${marker.environment}" (stack ${marker.stack}), but this command is for "${environment}". Nothing was changed.`,
      "Check CONNECTION_URL: it may point at a tunnel. Unset it to use the embedded server.",
    );
  }
}
