import type { ConnectionParameters } from "#lib/domain/target";
import { readCatalog, type Catalog, type CatalogObject } from "./catalog.ts";
import type { ServerCatalogs } from "./compared-catalogs.ts";
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
 * The catalog that `sql/` and the access model make, read from a database that is made for it, as far as a server with
 * the catalogs `like` can be asked for the same. This changes the server's roles, so the server is to be one that is
 * thrown away.
 */
export async function expectedCatalog(
  server: ConnectionParameters,
  like?: ServerCatalogs,
): Promise<Catalog> {
  const database = "cruddur_expected";
  await provision({ ...server, database }, server.database, { seed: false });
  return withClient({ ...server, database }, "drift", (client) => readCatalog(client, like));
}

/** Differences of two catalogs. What goes with an object that only one of them has is not told beside it. */
export function compareCatalogs(expected: Catalog, found: Catalog): Difference[] {
  const [ours, theirs] = [expected.objects, found.objects];
  const isOneSided = (key: string) => ours.has(key) !== theirs.has(key);
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .flatMap((key): Difference[] => {
      const [wanted, there] = [ours.get(key), theirs.get(key)];
      const { kind, name, parent } = (wanted ?? there)!;
      if (wanted?.definition === there?.definition) return [];
      if (parent !== undefined && isOneSided(parent)) return [];
      if (kind === "column order") return differentOrder(name, wanted, there);
      return [{ kind, name, expected: wanted?.definition, found: there?.definition }];
    })
    .sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1));
}

/** A difference in the order of the columns that both have; one more or less is told itself. */
function differentOrder(name: string, ...tables: (CatalogObject | undefined)[]): Difference[] {
  const [ours = [], theirs = []] = tables.map(
    (table) => JSON.parse(table?.definition ?? "[]") as string[],
  );
  const common = (one: string[], other: string[]) =>
    one.filter((column) => other.includes(column)).join(", ");
  const [expected, found] = [common(ours, theirs), common(theirs, ours)];
  return expected === found ? [] : [{ kind: "column order", name, expected, found }];
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
