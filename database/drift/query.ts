import { ROLES } from "#lib/domain/access";
import { literal } from "#lib/sql/quote";
import { CATALOGS, isCompared, type ServerCatalogs } from "./compared-catalogs.ts";
import {
  made,
  notOfExtension,
  relationKind,
  type ComparedCatalog,
  type Privileges,
} from "./compared.ts";

/** Catalogs whose own rows, the server's, have privileges that somebody may have changed. */
const SERVERS_OWN = [
  "pg_class",
  "pg_attribute",
  "pg_proc",
  "pg_namespace",
  "pg_language",
  "pg_type",
];

/**
 * One statement that returns every object of the connected database, and what of the cluster concerns it, as four
 * columns: kind, name, definition, parent or null. It asks only for columns that `server` has.
 */
export function catalogQuery(server: ServerCatalogs): string {
  const entries = CATALOGS.filter(isCompared).filter(({ catalog }) => server.has(catalog));
  const has = (catalog: string, column: string) => server.get(catalog)!.has(column);
  return [
    COMMON,
    [
      ...entries.flatMap((entry) => objects(entry, (column) => has(entry.catalog, column))),
      ...entries.flatMap((entry) =>
        entry.privileges ? [privilegesOf(entry, entry.privileges)] : [],
      ),
      ...entries
        .filter(({ catalog }) => SERVERS_OWN.includes(catalog))
        .map((entry) => changedPrivileges(entry, entry.privileges!)),
      COLUMN_ORDER,
    ].join("\nunion all\n"),
  ].join("\n");
}

/**
 * Set apart: what is a session's, what is PostgreSQL's own storage, and the schema in which the local server's superuser
 * keeps the guard of our tables. Nobody else's schema of that name.
 */
const COMMON = `with
  ours as (select unnest(array[${ROLES.map(({ name }) => literal(name)).join(", ")}]) as name),
  apart as materialized (
    select n.oid from pg_namespace as n left join pg_roles as r on r.oid = n.nspowner
    where nspname ~ '^pg_(toast|temp_|toast_temp_)' or nspname = 'cruddur_guard' and r.rolsuper
  ),
  relations as materialized (
    select o.oid, o.relkind, ${relationKind("o.relkind")} as kind, o.oid::regclass::text as name
    from pg_class as o
    where o.relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c') and ${made("pg_class", "relnamespace")}
      and (o.relkind <> 'c' or ${notOfExtension("pg_type", "o.reltype")})
  )`;

/** Tables, since `insert` without a list of columns and `select *` go by it. A JSON array. */
const COLUMN_ORDER = `select 'column order', r.name, jsonb_agg(a.attname order by a.attnum)::text, r.kind || ' ' || r.name
  from relations as r join pg_attribute as a on a.attrelid = r.oid
  where r.relkind in ('r', 'p', 'f', 'c') and a.attnum > 0 and not a.attisdropped group by r.kind, r.name`;

const from = ({ catalog, source, joins }: ComparedCatalog) =>
  `from ${source ?? catalog} as o ${joins ?? ""}`;

function objects(entry: ComparedCatalog, has: (column: string) => boolean): string[] {
  const columns = Object.entries(entry.columns).flatMap(([column, text]) =>
    has(column) ? [text] : [],
  );
  if (columns.length === 0) return [];
  const { kind, name, parent, where, separator = ", ", privileges } = entry;
  const parts = privileges ? [...columns, missingOfOwner(privileges)] : columns;
  return [
    `select * from (
      select ${kind} as kind, ${name} as name,
        nullif(concat_ws(E'${separator}', ${parts.map((text) => `(${text})::text`).join(", ")}), '') as definition, ${parent ?? "null"} as parent
      ${from(entry)} where ${where}) as o where definition is not null`,
  ];
}

const listed = (acl: Privileges) =>
  `coalesce(o.${acl.column}, acldefault(${acl.type}::"char", ${acl.owner}))`;

/** An owner has all privileges, unless some were taken away. */
const missingOfOwner = (
  acl: Privileges,
) => `select 'owner without ' || string_agg(lower(privilege_type), ', ' order by privilege_type)
  from aclexplode(acldefault(${acl.type}::"char", ${acl.owner})) as usual
  where o.${acl.column} is not null and grantee = ${acl.owner} and not exists (
    select from aclexplode(o.${acl.column}) as given where given.grantee = usual.grantee and given.privilege_type = usual.privilege_type)`;

const GRANTEE = `coalesce(nullif(pg_get_userbyid(grantee), 'unknown (OID=0)'), 'everybody') || ' on ' || what`;
const WORDS = `lower(privilege_type) || case when is_grantable then ' with grant option' else '' end`;

/** What others than the owner may do, whoever gave it. */
const privilegesOf = (entry: ComparedCatalog, acl: Privileges) =>
  `select 'privilege', ${GRANTEE}, string_agg(${WORDS}, ', ' order by privilege_type, is_grantable), parent
   from (select ${acl.on ?? `${entry.kind} || ' ' || ${entry.name}`} as what, ${entry.kind} || ' ' || ${entry.name} as parent, ${acl.owner} as owner,
       ${listed(acl)} as acl ${from(entry)} where ${entry.where}) as o
   cross join lateral (select distinct grantee, privilege_type, is_grantable from aclexplode(acl)) as given
   where grantee <> owner and ${acl.only ?? "true"} group by grantee, what, parent`;

/** What our roles and everybody have been given of the server's own objects, or lost, since the server was made. */
const changedPrivileges = (entry: ComparedCatalog, acl: Privileges) => {
  const object = acl.object ?? "o.oid";
  const given = (list: string) =>
    `select grantee, privilege_type, is_grantable from aclexplode(${list})`;
  return `select 'privilege', ${GRANTEE}, string_agg(sign || ${WORDS}, ', ' order by sign, privilege_type), null
   from (select ${acl.on ?? `${entry.kind} || ' ' || ${entry.name}`} as what, ${listed(acl)} as now,
       coalesce((select initprivs from pg_init_privs where classoid = '${acl.in ?? entry.catalog}'::regclass and objoid = ${object} and objsubid = ${acl.part ?? "0"}),
         acldefault(${acl.type}::"char", ${acl.owner})) as initial
     from ${entry.catalog} as o where ${object} < 16384 and o.${acl.column} is not null and ${acl.own ?? "true"}) as o
   cross join lateral (
     select '' as sign, * from (${given("now")} except ${given("initial")}) as gained union all
     select 'without ', * from (${given("initial")} except ${given("now")}) as lost) as changed
   -- Amazon RDS changes what everybody may do.
   where grantee in (select oid from pg_roles where rolname in (select name from ours))
     or grantee = 0 and not exists (select from pg_roles where rolname = 'rdsadmin')
   group by grantee, what`;
};
