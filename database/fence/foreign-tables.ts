import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { takeAlong } from "#lib/terminal/take-along";
import { shellWord, typed } from "#lib/terminal/typed";
import { readMarker } from "./marker.ts";

/** Tables of anybody's, ours too; not those that a first migration of ours leaves when it fails. */
export async function hasTables(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ it: boolean }>(
    `select exists (
       select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where relkind in ('r', 'p') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
         -- What a migration that failed leaves: no data of anybody's.
         and not (nspname = 'public' and relname in ('cruddur_migrations', 'cruddur_meta'))
     ) as it`,
  );
  return rows[0]!.it;
}

/** Migrations of ours ran in it. Its marker may be missing all the same: it is written after the last of them. */
export async function hasMigrations(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ it: boolean }>(
    "select to_regclass('public.cruddur_migrations') is not null as it",
  );
  if (!rows[0]!.it) return false;
  const { rowCount } = await client.query("select from public.cruddur_migrations limit 1");
  return rowCount === 1;
}

/**
 * Throws a RefusedError for a database with tables in which no migration of ours ever ran. One whose setup was
 * interrupted before its marker was written passes, as does one from before the marker. Nothing is changed.
 */
export async function refuseForeignTables(client: pg.Client): Promise<void> {
  const refusal = await foreignTables(client);
  if (refusal) throw refusal;
}

/** The refusal of `refuseForeignTables`; undefined for a database that passes. */
export async function foreignTables(client: pg.Client): Promise<RefusedError | undefined> {
  if (await readMarker(client)) return undefined;
  // Its table alone says nothing: a first migration that failed in somebody's database leaves it empty.
  if ((await hasMigrations(client)) || !(await hasTables(client))) return undefined;
  return new RefusedError(
    `Database ${client.database} on ${client.host}:${client.port} has tables and no marker, so it was not made by ` +
      "this project. Nothing was changed.",
    (await importAdvice(client)) ??
      "Name another one, which is made when it is not there: CONNECTION_URL=postgresql://…/cruddur\n" +
        `Or, if you mean it: ${typed("db:migrate", `--confirm ${shellWord(client.database!)}`)}`,
  );
}

/**
 * What to type where the connected database has the bootcamp's tables, made by somebody else; undefined where it has not.
 *
 * @param target the option that names it
 */
export async function importAdvice(client: pg.Client, target = ""): Promise<string | undefined> {
  const { rows } = await client.query<{ it: boolean; isOld: boolean }>(
    `select to_regclass('public.users') is not null and to_regclass('public.activities') is not null as it,
       to_regprocedure('pg_catalog.uuidv7()') is null as "isOld"`,
  );
  if (!rows[0]!.it) return undefined;
  if (rows[0]!.isOld) return takeAlong();
  const name = client.database!;
  const options = [target, `--confirm ${shellWord(name)}`].filter(Boolean).join(" ");
  return `Take its users and cruds into a new one, and keep it as ${name}_prev: ${typed("db:import", options)}`;
}
