/**
 * How one catalog of PostgreSQL is compared. Every text is SQL; the catalog's row is `o`, and `search_path` is empty, so
 * that names have their schema.
 *
 * Each column of the catalog stands in exactly one of `columns`, `told` and `skipped`.
 */
export interface ComparedCatalog {
  readonly catalog: string;
  /** The view that everybody may read, where not everybody may read the catalog. @default the catalog */
  readonly source?: string;
  /** What people call such an object: `'table'`. */
  readonly kind: string;
  /** Its name, qualified and quoted: `public.users.email`. */
  readonly name: string;
  /** `table public.users`: what the object goes with; when that is missing or not ours, the object is not told beside it. */
  readonly parent?: string;
  /** Joins, each on `o`. */
  readonly joins?: string;
  readonly where: string;
  /** Columns that are written by an expression each, null where the value is the usual one. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that the kind, the name, the parent or another column's expression tells. */
  readonly told: string;
  /** Columns that are not compared, by the reason. */
  readonly skipped?: Readonly<Record<string, string>>;
  /** Between the columns. @default ", " */
  readonly separator?: string;
  readonly privileges?: Privileges;
}

/** Where a catalog keeps who may do what. */
export interface Privileges {
  readonly column: string;
  /** The letter of `acldefault()`. */
  readonly type: string;
  /** The owner's OID. */
  readonly owner: string;
  /** What the privilege is on, `table public.users`. @default kind and name */
  readonly on?: string;
  /** The object as pg_init_privs names it: by its number in a catalog, and a part of it. @default "o.oid" */
  readonly object?: string;
  /** @default the catalog */
  readonly in?: string;
  /** @default "0" */
  readonly part?: string;
  /** Whose privileges: of `grantee`. @default everybody's */
  readonly only?: string;
  /** Which of the server's own rows. @default all */
  readonly own?: string;
}

/** A catalog that is written together with the rows of another one. */
export interface ToldCatalog {
  readonly catalog: string;
  readonly with: string;
  readonly told: string;
  readonly skipped?: Readonly<Record<string, string>>;
}

export const words = (text = ""): string[] => text.split(/\s+/).filter(Boolean);

/** "owner cruddur_owner" */
export const owner = (column: string): string => `'owner ' || pg_get_userbyid(o.${column})`;

/** The text where the column is true. */
export const flag = (column: string, text: string): string =>
  `case when o.${column} then '${text}' end`;

/** A word for each letter; none for a letter that is not listed. */
export const letters = (column: string, meanings: Readonly<Record<string, string>>): string =>
  `case o.${column}::text ${Object.entries(meanings)
    .map(([letter, meaning]) => `when '${letter}' then '${meaning}'`)
    .join(" ")} end`;

/** `options a=1, b=2`, in the alphabet's order: theirs has no meaning. */
export const options = (column: string, label = "options"): string =>
  `'${label} ' || (select string_agg(it, ', ' order by it collate "C") from unnest(o.${column}) as it)`;

/** `schema.name`, quoted. */
export const qualified = (schema: string, name: string): string =>
  `(select quote_ident(nspname) from pg_namespace where oid = o.${schema}) || '.' || quote_ident(o.${name})`;

/** How PostgreSQL itself names an object of a catalog. */
export const identity = (catalog: string, oid: string): string =>
  `(select i.identity from pg_identify_object('${catalog}'::regclass, ${oid}, 0) as i)`;

/** Objects below this number came with the server (FirstNormalObjectId in access/transam.h). */
const FIRST = 16_384;

/** What was made in this database by somebody, and neither by an extension nor in a schema that is set apart. */
export const made = (catalog: string, schema?: string): string =>
  `o.oid >= ${FIRST} and ${notOfExtension(catalog, "o.oid")}` +
  (schema === undefined ? "" : ` and o.${schema} not in (select oid from apart)`);

/** What was put into an extension that came with the server is no part of its version. */
export const notOfExtension = (catalog: string, oid: string): string =>
  `not exists (select from pg_depend where classid = '${catalog}'::regclass and objid = ${oid} and deptype = 'e' and refobjid >= ${FIRST})`;

/** Who lets a trigger or rule fire. */
export const ENABLED = { D: "(off)", R: "(in replicas only)", A: "(always)" } as const;

export const relationKind = (relkind: string): string =>
  `case ${relkind} when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' ` +
  `when 'f' then 'foreign table' when 'c' then 'type' when 'i' then 'index' when 'I' then 'index' else 'table' end`;
