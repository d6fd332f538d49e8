import type pg from "pg";
import { identifier, isoText } from "#lib/sql/quote";

/** Rows up to which a table is counted; what is larger is told by the planner's estimate. */
const COUNT_AT_MOST = 100_000;

/** The loss if the connected database went, in lines for people: rows, newest row, size, sessions, backup. */
export async function describeLoss(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{
    schema: string;
    name: string;
    estimate: string;
    dated: boolean;
  }>(
    `select nspname as schema, relname as name, reltuples::bigint as estimate,
       exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'created_at'
         and atttypid in ('timestamptz'::regtype, 'timestamp'::regtype)) as dated
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
     order by 1, 2`,
  );
  const lines: string[] = [];
  for (const table of tables) lines.push(await describeTable(client, table));
  return [...(lines.length === 0 ? ["no tables"] : lines), ...(await describeServer(client))];
}

async function describeTable(
  client: pg.Client,
  table: { schema: string; name: string; estimate: string; dated: boolean },
): Promise<string> {
  const from = `${identifier(table.schema)}.${identifier(table.name)}`;
  const isSmall = Number(table.estimate) <= COUNT_AT_MOST;
  const { rows } = await client.query<{ count: string; newest: string | null }>(
    isSmall
      ? `select count(*) as count, ${table.dated ? isoText("max(created_at)") : "null"} as newest from ${from}`
      : `select $1::bigint as count, null as newest`,
    isSmall ? [] : [table.estimate],
  );
  const { count, newest } = rows[0]!;
  const rowCount = `${isSmall ? "" : "about "}${Number(count).toLocaleString("en")} rows`;
  const latest = newest ? `, the newest of ${newest}` : "";
  return `${table.schema}.${table.name}: ${rowCount}${latest}`;
}

async function describeServer(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ sessions: number; archived: string | null; size: string }>(
    `select
       (select count(*)::int from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()) as sessions,
       (select ${isoText("last_archived_time")} from pg_stat_archiver) as archived,
       pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  const { sessions, archived, size } = rows[0]!;
  return [
    `${size} on disk, ${sessions} other sessions`,
    archived ? `log archived up to ${archived}` : "no backup that the server knows of",
  ];
}
