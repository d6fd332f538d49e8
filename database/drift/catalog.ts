import type pg from "pg";
import type { ServerCatalogs } from "./compared-catalogs.ts";
import { catalogQuery } from "./query.ts";

export interface Catalog {
  /** By kind and name, as people write them: `table public.users`. */
  readonly objects: ReadonlyMap<string, CatalogObject>;
  /** What the server has to be asked for. */
  readonly server: ServerCatalogs;
}

export interface CatalogObject {
  /** `table`, `column`, `index`, `role`, `privilege`, … */
  readonly kind: string;
  /** `public.users.email`; of a privilege `cruddur_api on table public.users`. */
  readonly name: string;
  readonly definition: string;
  /** The kind and name of what it goes with. */
  readonly parent?: string;
}

/** How definitions are written depends on these; and no plan of so wide a query repays its compilation. */
const SETTINGS =
  "set local search_path = ''; set local timezone = 'UTC'; set local datestyle = 'ISO, MDY'; " +
  "set local intervalstyle = 'postgres'; set local quote_all_identifiers = off; set local extra_float_digits = 1; " +
  "set local bytea_output = 'hex'; set local jit = off";

/**
 * Reads the connected database's catalogs and the cluster's roles of the access model, in a transaction that can change
 * nothing and sees one moment. With `like`, another server's catalogs, only what both servers can be asked for.
 */
export async function readCatalog(client: pg.Client, like?: ServerCatalogs): Promise<Catalog> {
  await client.query("begin transaction isolation level repeatable read read only");
  try {
    return await catalogNow(client, like);
  } finally {
    await client.query("rollback").catch(() => {});
  }
}

/** The same in the client's own transaction, with what that has done; its settings are others afterwards. */
export async function catalogNow(client: pg.Client, like?: ServerCatalogs): Promise<Catalog> {
  await client.query(SETTINGS);
  const server = await readServer(client);
  const { rows } = await client.query<[string, string, string, string | null]>({
    text: catalogQuery(like ? common(server, like) : server),
    rowMode: "array",
  });
  const objects = rows.map(([kind, name, definition, parent]) => ({
    kind,
    name,
    definition,
    ...(parent !== null && { parent }),
  }));
  const all = [...objects, ...(await readMigrations(client))];
  return {
    objects: new Map(all.map((object) => [`${object.kind} ${object.name}`, object])),
    server,
  };
}

async function readServer(client: pg.Client): Promise<ServerCatalogs> {
  const { rows } = await client.query<{ relation: string; columns: string[] }>(
    `select relname as relation, array_agg(attname::text) as columns
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = 'pg_catalog'::regnamespace and relkind in ('r', 'v') and pg_class.oid < 16384
       and attnum > 0 and not attisdropped
     group by relname`,
  );
  return new Map(rows.map(({ relation, columns }) => [relation, new Set(columns)]));
}

const common = (one: ServerCatalogs, other: ServerCatalogs): ServerCatalogs =>
  new Map(
    [...one].flatMap(([relation, columns]) => {
      const others = other.get(relation);
      return others
        ? [[relation, new Set([...columns].filter((column) => others.has(column)))]]
        : [];
    }),
  );

/** The migrations that were applied; none where this role may not read them. */
async function readMigrations(client: pg.Client): Promise<CatalogObject[]> {
  const { rows } = await client.query<{ readable: boolean | null }>(
    "select has_table_privilege(to_regclass('public.cruddur_migrations'), 'select') as readable",
  );
  if (rows[0]?.readable !== true) return [];
  const applied = await client.query<{ name: string }>(
    "select name from public.cruddur_migrations",
  );
  return applied.rows.map(({ name }) => ({ kind: "migration", name, definition: "applied" }));
}
