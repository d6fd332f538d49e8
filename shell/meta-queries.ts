/**
 * Queries behind the shell's listing commands. `$1` is a pattern in which `*` stands for anything, or null for everything
 * outside PostgreSQL's own schemas.
 */
const MATCHES = (name: string) =>
  `($1::text is null or ${name} like replace(replace($1, '_', '\\_'), '*', '%'))`;

const NOT_SYSTEM = "nspname !~ '^pg_' and nspname <> 'information_schema'";

const RELATIONS = (kinds: string) => `
  select nspname as "Schema", relname as "Name",
    case relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
      when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table' end as "Type",
    pg_get_userbyid(relowner) as "Owner",
    case when relkind in ('r', 'm', 'p') then pg_size_pretty(pg_total_relation_size(pg_class.oid)) end as "Size"
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in (${kinds}) and ${NOT_SYSTEM} and ${MATCHES("relname")}
  order by 1, 2`;

export const LISTINGS = {
  relations: RELATIONS("'r', 'p', 'v', 'm', 'S', 'f'"),
  tables: RELATIONS("'r', 'p'"),
  schemas: `
    select nspname as "Name", pg_get_userbyid(nspowner) as "Owner"
    from pg_namespace where ${NOT_SYSTEM} and ${MATCHES("nspname")} order by 1`,
  roles: `
    select rolname as "Role",
      concat_ws(', ',
        case when rolsuper then 'Superuser' end, case when rolcreaterole then 'Create role' end,
        case when rolcreatedb then 'Create DB' end, case when not rolcanlogin then 'Cannot login' end,
        case when rolreplication then 'Replication' end, case when rolbypassrls then 'Bypass RLS' end,
        case when rolconnlimit >= 0 then rolconnlimit || ' connections' end) as "Attributes",
      array_to_string(array(
        select pg_get_userbyid(roleid) from pg_auth_members where member = pg_roles.oid order by 1
      ), ', ') as "Member of"
    from pg_roles where rolname !~ '^pg_' and ${MATCHES("rolname")} order by 1`,
  databases: `
    select datname as "Name", pg_get_userbyid(datdba) as "Owner", pg_encoding_to_char(encoding) as "Encoding",
      case when has_database_privilege(oid, 'connect') then pg_size_pretty(pg_database_size(oid)) end as "Size"
    from pg_database where ${MATCHES("datname")} order by 1`,
} as const;

/** `$1` is a name as it is typed in SQL; no row when there is no such relation. */
export const FIND_RELATION = `
  select pg_class.oid::text as oid,
    case relkind when 'v' then 'View' when 'm' then 'Materialized view' when 'S' then 'Sequence' when 'i' then 'Index'
      when 'f' then 'Foreign table' when 'p' then 'Partitioned table' else 'Table' end
    || ' "' || nspname || '.' || relname || '"' as title
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where pg_class.oid = to_regclass($1)`;

/** The parts of `\d name`, each with `$1`, the relation's oid: a heading, and lines below it. */
export const RELATION_COLUMNS = `
  select attname as "Column", format_type(atttypid, atttypmod) as "Type",
    case when attnotnull then 'not null' else '' end as "Nullable",
    coalesce(pg_get_expr(adbin, adrelid), '') as "Default"
  from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = $1::oid and attnum > 0 and not attisdropped order by attnum`;

export const RELATION_PARTS: readonly (readonly [heading: string, query: string])[] = [
  [
    "Indexes",
    `select '"' || relname || '" ' ||
       case when indisprimary then 'PRIMARY KEY, ' when indisunique then 'UNIQUE, ' else '' end ||
       substring(pg_get_indexdef(indexrelid) from ' USING (.*)$') || case when indisvalid then '' else ' INVALID' end
     from pg_index join pg_class on pg_class.oid = indexrelid
     where indrelid = $1::oid order by indisprimary desc, relname`,
  ],
  [
    "Check constraints",
    `select '"' || conname || '" ' || pg_get_constraintdef(oid) from pg_constraint
     where conrelid = $1::oid and contype = 'c' order by conname`,
  ],
  [
    "Foreign keys",
    `select '"' || conname || '" ' || pg_get_constraintdef(oid) from pg_constraint
     where conrelid = $1::oid and contype = 'f' order by conname`,
  ],
  [
    "Referenced by",
    `select 'TABLE "' || conrelid::regclass || '" CONSTRAINT "' || conname || '" ' || pg_get_constraintdef(oid)
     from pg_constraint where confrelid = $1::oid and contype = 'f' order by conname`,
  ],
  [
    "Triggers",
    `select pg_get_triggerdef(oid) from pg_trigger where tgrelid = $1::oid and not tgisinternal order by tgname`,
  ],
  [
    "View definition",
    `select pg_get_viewdef(oid) from pg_class where oid = $1::oid and relkind in ('v', 'm')`,
  ],
];
