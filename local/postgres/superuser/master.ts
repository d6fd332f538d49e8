import { LOCAL_SUPERUSER } from "#lib/domain/local-superuser";
import { identifier, literal } from "#lib/sql/quote";
import { MASTER } from "../version.ts";

const NAME = identifier(MASTER.user);
const OTHERS = `oid >= 16384 and rolname <> ${literal(MASTER.user)} and not rolsuper`;

/** What the server itself has to give to whom looks after it. */
const GROUPS = ["pg_signal_backend", "pg_monitor", "pg_use_reserved_connections"];

/**
 * Statements of the superuser that make the account which people and commands log in as: it may make databases and roles,
 * end sessions and see what they do. On a server where it was the superuser itself, what was the superuser's becomes its
 * own, but for what is in a database. Idempotent.
 */
export const MASTER_STATEMENTS: readonly string[] = [
  `do $$ begin
     if not exists (select from pg_roles where rolname = ${literal(MASTER.user)}) then create role ${NAME} password ${literal(MASTER.password)}; end if;
   end $$`,
  `alter role ${NAME} with login createdb createrole nosuperuser noreplication nobypassrls
     password ${literal(MASTER.password)} valid until 'infinity'`,
  `comment on role ${NAME} is 'For people and commands: makes databases and roles, and is no superuser'`,
  `grant ${GROUPS.join(", ")} to ${NAME} with admin option`,
  `do $$ declare it record; begin
     for it in select rolname from pg_roles where ${OTHERS} loop
       execute format('grant %I to ${NAME} with admin true, inherit true, set true', it.rolname);
     end loop;
     -- Who was made a member of it, or by it, was so when it was the superuser.
     for it in select roleid::regrole as role, member::regrole as member, admin_option::text as admin, inherit_option::text as inherit, set_option::text as set
       from pg_auth_members where grantor = 10 and member in (select oid from pg_roles where ${OTHERS}) and roleid in (select oid from pg_roles where ${OTHERS})
     loop
       execute format('grant %s to %s with admin %s, inherit %s, set %s granted by ${NAME}', it.role, it.member, it.admin, it.inherit, it.set);
       execute format('revoke %s from %s granted by ${LOCAL_SUPERUSER}', it.role, it.member);
     end loop;
     for it in select member::regrole as member from pg_auth_members where roleid = 10 loop
       execute format('revoke ${LOCAL_SUPERUSER} from %s cascade', it.member);
     end loop;
     -- DROP OWNED BY takes a database's privileges from its owner too.
     for it in select datname, datdba::regrole as owner from pg_database
       where pg_has_role(${literal(MASTER.user)}, datdba, 'usage') and not has_database_privilege(${literal(MASTER.user)}, oid, 'connect')
     loop
       execute format('grant all on database %I to %s', it.datname, it.owner);
     end loop;
     for it in select datname from pg_database where datdba = 10 and datname not in ('template0', 'template1') loop
       execute format('alter database %I owner to ${NAME}', it.datname);
     end loop;
     for it in select spcname from pg_tablespace where spcowner = 10 and oid >= 16384 loop
       execute format('alter tablespace %I owner to ${NAME}', it.spcname);
     end loop;
     update pg_db_role_setting set setrole = ${literal(MASTER.user)}::regrole where setrole = 10
       and setdatabase not in (select setdatabase from pg_db_role_setting where setrole = ${literal(MASTER.user)}::regrole);
   end $$`,
  // As a superuser has them: the roles that it makes are its own to use and to become.
  `alter role ${NAME} set createrole_self_grant = 'set, inherit'`,
];

/**
 * For a query as anybody: whether the account is as those statements make it, as far as commands need it. Somebody may have
 * altered it, or have typed DROP OWNED BY, which takes what it granted to itself: its use of the roles that it made.
 */
export const IS_MASTER_WHOLE = `exists (
  select from pg_roles as master where rolname = ${literal(MASTER.user)}
    and rolcanlogin and rolcreatedb and rolcreaterole and coalesce(rolvaliduntil, 'infinity') = 'infinity'
    and not exists (select from unnest(array[${GROUPS.map(literal).join(", ")}]) as name where not pg_has_role(master.oid, name, 'usage'))
    and not exists (select from pg_roles as role where role.rolname = 'cruddur_owner'
      and not (pg_has_role(master.oid, role.oid, 'usage') and pg_has_role(master.oid, role.oid, 'set')))
    and not exists (select from pg_database where pg_has_role(master.oid, datdba, 'usage')
      and datallowconn and not has_database_privilege(master.oid, oid, 'connect')))`;

/** An index and a column's own sequence go with their table. */
const RELATIONS_WITHOUT_PARTS = `(relkind in ('r', 'p', 'v', 'm', 'f') or relkind = 'S' and not exists (
  select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i')))`;

/** Of each class of objects: where they are, and the column that says whose. */
const OWNED: readonly (readonly [
  catalog: string,
  owner: string,
  where?: string,
  objects?: string,
])[] = [
  ["pg_class", "relowner", RELATIONS_WITHOUT_PARTS],
  ["pg_collation", "collowner"],
  ["pg_conversion", "conowner"],
  ["pg_foreign_server", "srvowner"],
  ["pg_largeobject", "lomowner", "true", "pg_largeobject_metadata"],
  ["pg_namespace", "nspowner"],
  ["pg_opclass", "opcowner"],
  ["pg_operator", "oprowner"],
  ["pg_opfamily", "opfowner"],
  ["pg_proc", "proowner"],
  ["pg_publication", "pubowner"],
  ["pg_statistic_ext", "stxowner"],
  ["pg_ts_config", "cfgowner"],
  ["pg_ts_dict", "dictowner"],
  // Without the types of arrays, of multiranges and of a table's rows.
  [
    "pg_type",
    "typowner",
    "typelem = 0 and typtype <> 'm' and typrelid not in (select oid from pg_class where relkind <> 'c')",
  ],
];

const owned = OWNED.map(
  ([catalog, owner, where = "true", objects = catalog]) =>
    `select '${catalog}'::regclass as class, oid from ${objects} where ${owner} = 10 and oid >= 16384 and ${where}`,
);

/** The statement that hands a database's objects over, but for an extension's, which stay the superuser's. */
export const HAND_OVER = `do $$ declare it record; begin
  for it in
    select case type when 'statistics object' then 'statistics' when 'composite type' then 'type' else type end as kind, identity
    from (${owned.join(" union all ")}) as object, pg_identify_object(class, oid, 0)
    where not exists (select from pg_depend where classid = class and objid = oid and deptype = 'e')
  loop
    execute format('alter %s %s owner to ${NAME}', it.kind, it.identity);
  end loop;
end $$`;
