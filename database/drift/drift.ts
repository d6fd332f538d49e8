import type { ConnectionParameters } from "#lib/domain/target";
import { readCatalog, type Catalog, type CatalogObject } from "./catalog.ts";
import { withClient } from "../connection/connect.ts";
import { provision } from "../provision.ts";

/** Where a database differs from what `sql/` and the access model make. */
export interface Difference {
  readonly kind: string;
  readonly name: string;
  /** Undefined when the object should not be there. */
  readonly expected: string | undefined;
  /** Undefined when the object is missing. */
  readonly found: string | undefined;
}

/**
 * The catalog that `sql/` and the access model make, read from a database that is made for it. This changes the
 * server's roles, so the server is to be one that is thrown away.
 */
export async function expectedCatalog(server: ConnectionParameters): Promise<Catalog> {
  const database = "cruddur_expected";
  await provision({ ...server, database }, server.database, { seed: false });
  return withClient({ ...server, database }, "drift", readCatalog);
}

/** Differences of two catalogs. What belongs to a table that only one of them has is not told beside the table. */
export function compareCatalogs(expected: Catalog, found: Catalog): Difference[] {
  const keys = new Set([...expected.keys(), ...found.keys()]);
  const differing = [...keys].filter(
    (key) => expected.get(key)?.definition !== found.get(key)?.definition,
  );
  const objects = differing.map((key) => (expected.get(key) ?? found.get(key))!);
  const oneSided = objects.filter(
    ({ kind, name }) =>
      RELATIONS.has(kind) && !(expected.has(`${kind} ${name}`) && found.has(`${kind} ${name}`)),
  );
  return objects
    .filter((object) => !oneSided.some(({ name }) => belongsTo(object, name)))
    .map(({ kind, name }) => ({
      kind,
      name,
      expected: expected.get(`${kind} ${name}`)?.definition,
      found: found.get(`${kind} ${name}`)?.definition,
    }))
    .sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1));
}

const RELATIONS = new Set(["table", "view", "materialized view", "foreign table"]);

function belongsTo({ kind, name, definition }: CatalogObject, relation: string): boolean {
  switch (kind) {
    case "column":
    case "constraint":
    case "trigger":
    case "policy":
      return name.startsWith(`${relation}.`);
    case "index":
      return definition.includes(` ON ${relation} `);
    case "privilege":
      return name.endsWith(` ${relation}`) || name.includes(` on column ${relation}.`);
    default:
      return false;
  }
}

/** Kinds in the order they are told in: those that explain others first, kinds that are not listed last. */
const ORDER = [
  "migration",
  "database",
  "schema",
  "extension",
  "type",
  "table",
  "column",
  "constraint",
  "index",
  "role",
  "setting",
  "membership",
  "privilege",
];

function order({ kind }: Difference): number {
  const index = ORDER.indexOf(kind);
  return index === -1 ? ORDER.length : index;
}
