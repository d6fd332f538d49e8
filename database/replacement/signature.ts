import type pg from "pg";
import { OWNER } from "#lib/domain/access";
import { identifier, literal } from "#lib/sql/quote";

/**
 * The meaning of a database that a command makes: in use, being built, in use before, out of use, a schema to copy, a
 * copy that is kept.
 */
export type DatabaseKind = "database" | "next" | "previous" | "discarded" | "template" | "snapshot";

/**
 * What a database says of itself to whoever only sees it from beside, as its comment, in JSON. A name proves nothing:
 * what has no signature was made by somebody else.
 */
export interface Signature {
  readonly kind: DatabaseKind;
  /** The database that it belongs to; the templates belong to the server, and name themselves. */
  readonly of: string;
  /** The marker's fingerprint, where it is known. */
  readonly fingerprint?: string | undefined;
  /** ISO 8601, of a snapshot. */
  readonly takenAt?: string | undefined;
}

/** A database of the server, as it is seen from another one. */
export interface SeenDatabase {
  readonly name: string;
  /** It stays the same when the name changes. */
  readonly oid: number;
  /** A command was killed between making it and signing it. */
  readonly isUnfinished: boolean;
  /** Undefined for somebody else's. */
  readonly signature: Signature | undefined;
  /** As a release before signatures left it: the owner role's, without a comment. */
  readonly isOlder: boolean;
}

/**
 * The connection limit of a database that has been made and not signed yet: `create database` can set it in one go, and no
 * comment. "CRUD" in ASCII, so that nobody else chose it, and no limit in effect.
 */
const UNSIGNED_YET = 0x43_52_55_44;

/** The option of `create database` for one that is signed next. */
export const ABOUT_TO_BE_SIGNED = `connection_limit ${UNSIGNED_YET}`;

/** The statement that signs a database, which the connected user must own. */
export function signing(database: string, { kind, ...rest }: Signature): string {
  const text = JSON.stringify({ cruddur: kind, ...rest });
  return `comment on database ${identifier(database)} is ${literal(text)}`;
}

/** Signs a database that was made with `ABOUT_TO_BE_SIGNED`. */
export async function sign(
  admin: pg.Client,
  database: string,
  signature: Signature,
): Promise<void> {
  await admin.query(
    [
      "set local synchronous_commit = off", // what follows waits for the disk anyway
      signing(database, signature),
      `alter database ${identifier(database)} connection limit -1`,
    ].join(";\n"),
  );
}

/** Whether a database was made by a command, as what it is taken for. */
export const isOurs = (
  { isUnfinished, signature }: SeenDatabase,
  kind: DatabaseKind,
  of = signature?.of,
): boolean => isUnfinished || (signature?.kind === kind && signature.of === of);

/** Those of the names that are databases of the server, in one question. */
export const seeDatabases = (
  admin: pg.Client,
  names: readonly string[],
): Promise<Map<string, SeenDatabase>> => see(admin, "datname = any ($1)", names);

/** The databases of the server whose names begin so, the youngest first. */
export const seeDatabasesFrom = (
  admin: pg.Client,
  prefix: string,
): Promise<Map<string, SeenDatabase>> => see(admin, "starts_with(datname, $1)", prefix);

/** Databases that were made as one of a name, or kept as the one before it, and have other names by now. */
export async function seeRenamed(admin: pg.Client, database: string): Promise<SeenDatabase[]> {
  const all = await see(admin, "datname <> all ($1)", [database, `${database}_prev`]);
  return [...all.values()].filter(
    ({ signature }) =>
      signature?.of === database && ["database", "previous"].includes(signature.kind),
  );
}

async function see(
  admin: pg.Client,
  condition: string,
  value: unknown,
): Promise<Map<string, SeenDatabase>> {
  const { rows } = await admin.query<{
    name: string;
    oid: number;
    isUnfinished: boolean;
    comment: string | null;
    owner: string;
  }>(
    `select datname as name, oid, datconnlimit = ${UNSIGNED_YET} as "isUnfinished",
       shobj_description(oid, 'pg_database') as comment, pg_get_userbyid(datdba) as owner
     from pg_database where ${condition} order by oid desc`,
    [value],
  );
  return new Map(
    rows.map(({ comment, owner, ...one }) => [
      one.name,
      { ...one, signature: signatureIn(comment), isOlder: comment === null && owner === OWNER },
    ]),
  );
}

/** The signature in a database's comment; undefined when it is none of ours. */
function signatureIn(comment: string | null): Signature | undefined {
  const about = objectIn(comment ?? "");
  const text = (key: string): string | undefined => {
    const value = about[key];
    return typeof value === "string" ? value : undefined;
  };
  const [kind, of] = [text("cruddur"), text("of")];
  const takenAt = Number.isNaN(Date.parse(text("takenAt") ?? "")) ? undefined : text("takenAt");
  // A snapshot's, before there were signatures.
  const original = text("database");
  if (kind === undefined && original !== undefined && takenAt !== undefined) {
    return { kind: "snapshot", of: original, takenAt };
  }
  if (kind === undefined || of === undefined) return undefined;
  return { kind: kind as DatabaseKind, of, fingerprint: text("fingerprint"), takenAt };
}

function objectIn(json: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(json)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
