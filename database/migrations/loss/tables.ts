import type pg from "pg";

/** A column that stores values: a generated one's follow from the others. */
export interface Column {
  readonly name: string;
  /** `character varying(3)` */
  readonly type: string;
  /** Changes with whatever changes the stored values' meaning: the type, or an attribute of a composite one. */
  readonly signature: string;
}

/** One heap: a table without partitions, or a partition. */
interface Part {
  readonly filenode: string;
  /** Rows that this transaction updated or deleted; it only grows. */
  readonly changes: string;
  readonly columns: Readonly<Record<string, Column>>;
}

/** A table with its partitions, at any depth. */
export interface Table {
  readonly oid: string;
  /** Quoted, with its schema. */
  readonly name: string;
  readonly isPartitioned: boolean;
  /** False where the session would not see all rows, or may not keep others from writing them. */
  readonly isReadable: boolean;
  /** The planner's guess; 0 where nobody has looked yet. */
  readonly rows: number;
  /** By `attnum`. */
  readonly columns: Readonly<Record<string, Column>>;
  /** By oid; the table itself is among them. */
  readonly parts: Readonly<Record<string, Part>>;
}

/** Every table of the database that holds values of people, by oid. */
export async function tablesIn(client: pg.Client): Promise<Map<string, Table>> {
  const { rows } = await client.query<Table>(
    `with recursive member (oid, root) as (
       select oid, oid from pg_class where relkind in ('r', 'p') and not relispartition
       union all
       select inhrelid, root from member
       join pg_inherits on inhparent = member.oid join pg_class on pg_class.oid = inhrelid and relispartition
     ), composite (signature) as (
       select md5(string_agg(concat_ws(' ', attrelid, attnum, atttypid, atttypmod), ',' order by attrelid, attnum))
       from pg_attribute join pg_class on pg_class.oid = attrelid
       where relkind = 'c' and attnum > 0 and not attisdropped
     ), part as (
       select root, member.oid, relfilenode,
         pg_stat_get_xact_tuples_updated(member.oid) + pg_stat_get_xact_tuples_deleted(member.oid) as changes,
         greatest(reltuples, 0) as reltuples,
         coalesce((select jsonb_object_agg(attnum, jsonb_build_object(
             'name', attname,
             'type', format_type(atttypid, atttypmod),
             'signature', concat_ws(' ', atttypid, atttypmod, attcollation,
               case when typnamespace <> 'pg_catalog'::regnamespace then (select signature from composite) end)))
           from pg_attribute join pg_type on pg_type.oid = atttypid
           where attrelid = member.oid and attnum > 0 and not attisdropped and attgenerated = ''), '{}') as columns
       from member join pg_class on pg_class.oid = member.oid
     )
     select pg_class.oid::text as oid, quote_ident(nspname) || '.' || quote_ident(relname) as name,
       relkind = 'p' as "isPartitioned",
       has_schema_privilege(nspname, 'usage') and has_table_privilege(pg_class.oid, 'select')
         -- LOCK TABLE wants one of these.
         and has_table_privilege(pg_class.oid, 'update, delete, truncate') and not row_security_active(pg_class.oid) as "isReadable",
       (select sum(reltuples) from part where root = pg_class.oid and relfilenode <> 0)::float8 as rows,
       (select columns from part where part.oid = pg_class.oid) as columns,
       (select jsonb_object_agg(part.oid, jsonb_build_object(
           'filenode', relfilenode::text, 'changes', changes::text, 'columns', columns))
         from part where root = pg_class.oid) as parts
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p') and not relispartition
       and nspname not like 'pg\\_%' and nspname <> 'information_schema'
       -- Written anew by the next migration.
       and not (nspname = 'public' and relname in ('cruddur_migrations', 'cruddur_meta'))
     order by name`,
  );
  return new Map(rows.map((table) => [table.oid, table]));
}

/** Whether every row lies where it lay: none was updated, deleted, truncated or written anew. */
export function isUntouched(before: Table, after: Table | undefined): boolean {
  return Object.entries(before.parts).every(([oid, { filenode, changes }]) => {
    const part = after?.parts[oid];
    return part !== undefined && part.filenode === filenode && part.changes === changes;
  });
}

/** Whether a table may hold other values than before. */
export function isSuspect(before: Table, after: Table | undefined): boolean {
  if (!isUntouched(before, after)) return true;
  return Object.entries(before.columns).some(
    ([number, { signature }]) => after!.columns[number]?.signature !== signature,
  );
}
