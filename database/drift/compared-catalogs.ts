import { DATABASE } from "./catalogs/database.ts";
import { OUTSIDE } from "./catalogs/outside.ts";
import { RELATIONS } from "./catalogs/relations.ts";
import { ROUTINES_AND_TYPES } from "./catalogs/routines-and-types.ts";
import { TABLE_PARTS } from "./catalogs/table-parts.ts";
import { words, type ComparedCatalog, type ToldCatalog } from "./compared.ts";
import { NOT_COMPARED } from "./not-compared.ts";

/** The columns of each relation of a server's `pg_catalog`, by its name. */
export type ServerCatalogs = ReadonlyMap<string, ReadonlySet<string>>;

export const CATALOGS: readonly (ComparedCatalog | ToldCatalog)[] = [
  ...DATABASE,
  ...RELATIONS,
  ...TABLE_PARTS,
  ...ROUTINES_AND_TYPES,
  ...OUTSIDE,
];

export const isCompared = (entry: ComparedCatalog | ToldCatalog): entry is ComparedCatalog =>
  "columns" in entry;

/** The columns of a catalog that take part in the comparison. */
function comparedColumns(entry: ComparedCatalog | ToldCatalog): string[] {
  if (!isCompared(entry)) return words(entry.told);
  const privileges = entry.privileges ? [entry.privileges.column] : [];
  return [...Object.keys(entry.columns), ...words(entry.told), ...privileges];
}

/** Every column that an entry names, each as often as it does. */
export const namedColumns = (entry: ComparedCatalog | ToldCatalog): string[] => [
  ...comparedColumns(entry),
  ...Object.values(entry.skipped ?? {}).flatMap(words),
];

/** What a server has in `pg_catalog` that is neither compared nor set aside: `pg_new`, `pg_class.relnew`. */
export function unknownTo(server: ServerCatalogs): string[] {
  const aside = new Set(NOT_COMPARED.flatMap(({ relations }) => words(relations)));
  const entries = new Map(CATALOGS.map((entry) => [entry.catalog, entry]));
  return [...server].flatMap(([relation, columns]) => {
    if (aside.has(relation)) return [];
    const entry = entries.get(relation);
    if (!entry) return [relation];
    const named = new Set(namedColumns(entry));
    return [...columns]
      .filter((column) => !named.has(column))
      .map((column) => `${relation}.${column}`);
  });
}

/** What is compared, and a server of an older version does not have: `pg_parameter_acl`, `pg_constraint.conenforced`. */
export function lackedBy(server: ServerCatalogs): string[] {
  return CATALOGS.flatMap((entry) => {
    const columns = server.get(entry.catalog);
    if (!columns) return [entry.catalog];
    return comparedColumns(entry)
      .filter((column) => !columns.has(column))
      .map((column) => `${entry.catalog}.${column}`);
  });
}
