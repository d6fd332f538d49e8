import type pg from "pg";
import { identifier } from "#lib/sql/quote";

interface Table {
  readonly oid: string;
  /** Quoted, with its schema. */
  readonly name: string;
  readonly filenode: string;
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * The loss by statements, a line for each table with rows, column with values, and rows deleted, changed or truncated;
 * empty when there is none. The statements are run in a transaction that is rolled back.
 */
export async function lossOf(
  client: pg.Client,
  statements: readonly (() => Promise<void>)[],
): Promise<string[]> {
  const before = await tablesOf(client);
  const filled = await filledOf(client, before);
  await client.query("begin");
  try {
    for (const run of statements) await run();
    const after = new Map((await tablesOf(client)).map((table) => [table.oid, table]));
    const lost: string[] = [];
    const columns: { table: Table; column: string }[] = [];
    for (const table of before.filter(({ oid }) => filled.has(oid))) {
      const now = after.get(table.oid);
      if (!now) {
        lost.push(`table ${table.name}: ${count(filled.get(table.oid)!)}`);
        continue;
      }
      lost.push(...(await changedRows(client, table, now)));
      const gone = Object.keys(table.columns).filter((number) => !(number in now.columns));
      columns.push(...gone.map((number) => ({ table, column: table.columns[number]! })));
    }
    await client.query("rollback");
    for (const { table, column } of columns)
      lost.push(...(await lostValues(client, table, column)));
    return lost;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select pg_class.oid::text as oid, quote_ident(nspname) || '.' || quote_ident(relname) as name,
       relfilenode::text as filenode,
       coalesce((select jsonb_object_agg(attnum, attname) from pg_attribute
         where attrelid = pg_class.oid and attnum > 0 and not attisdropped), '{}') as columns
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
       -- Written anew by the next migration.
       and not (nspname = 'public' and relname in ('cruddur_migrations', 'cruddur_meta'))
     order by 2`,
  );
  return rows;
}

/** Rows of the tables that have some: counted up to a limit, so that a large table does not make everybody wait. */
async function filledOf(client: pg.Client, tables: readonly Table[]): Promise<Map<string, number>> {
  const filled = new Map<string, number>();
  for (const { oid, name } of tables) {
    const { rows } = await client.query<{ rows: number }>(
      `select count(*)::int as rows from (select from ${name} limit ${COUNT_AT_MOST + 1}) as sample`,
    );
    if (rows[0]!.rows > 0) filled.set(oid, rows[0]!.rows);
  }
  return filled;
}

const COUNT_AT_MOST = 1_000_000;

const count = (rows: number) =>
  rows > COUNT_AT_MOST
    ? `more than ${COUNT_AT_MOST} rows`
    : `${rows} ${rows === 1 ? "row" : "rows"}`;

async function changedRows(client: pg.Client, before: Table, now: Table): Promise<string[]> {
  const { rows } = await client.query<{ deleted: number; updated: number }>(
    `select pg_stat_get_xact_tuples_deleted($1::oid)::int as deleted, pg_stat_get_xact_tuples_updated($1::oid)::int as updated`,
    [before.oid],
  );
  const { deleted, updated } = rows[0]!;
  const isEmptied =
    now.filenode !== before.filenode &&
    (await client.query(`select from ${now.name} limit 1`)).rowCount === 0;
  return [
    ...(isEmptied ? [`table ${before.name}: emptied`] : []),
    ...(deleted > 0 && !isEmptied ? [`table ${before.name}: ${count(deleted)} deleted`] : []),
    ...(updated > 0 ? [`table ${before.name}: ${count(updated)} changed`] : []),
  ];
}

async function lostValues(client: pg.Client, table: Table, column: string): Promise<string[]> {
  const { rows } = await client.query<{ values: number }>(
    `select count(*)::int as values
     from (select from ${table.name} where ${identifier(column)} is not null limit ${COUNT_AT_MOST + 1}) as sample`,
  );
  const { values } = rows[0]!;
  return values === 0
    ? []
    : [`column ${table.name}.${identifier(column)}: values in ${count(values)}`];
}
