import { IS_GUARDED } from "../../guard/guard.ts";
import { flag, letters, made, owner, ENABLED, type ComparedCatalog } from "../compared.ts";

/** A property that a new database takes from the server; told where this one has another. */
const unlikeServer = (column: string, label: string) =>
  `case when z.oid is not null and o.${column} is distinct from z.${column} then '${label} ' || coalesce(o.${column}::text, 'none')
    || ' (a new one has ' || coalesce(z.${column}::text, 'none') || ')' end`;

/** The database itself, its schemas and what stands in them for the whole of it; the roles of the access model. */
export const DATABASE: readonly ComparedCatalog[] = [
  {
    catalog: "pg_database",
    kind: "'database'",
    name: "'(this one)'",
    joins: "left join pg_database as z on z.datname = 'template0'",
    where: "o.datname = current_database()",
    columns: {
      datdba: owner("datdba"),
      encoding: "'encoding ' || pg_encoding_to_char(o.encoding)",
      datlocprovider: unlikeServer("datlocprovider", "locale provider"),
      datcollate: unlikeServer("datcollate", "collate"),
      datctype: unlikeServer("datctype", "ctype"),
      datlocale: unlikeServer("datlocale", "locale"),
      daticurules: unlikeServer("daticurules", "rules"),
      dattablespace: `case when o.dattablespace <> z.dattablespace then 'tablespace ' || (select quote_ident(spcname) from pg_tablespace where oid = o.dattablespace) end`,
      // The local servers' guard makes one of ours a template, so that it is not dropped by a slip.
      datistemplate: `case when o.datistemplate and not ${IS_GUARDED}
        then 'a template, which others may copy' end`,
      datallowconn: "case when not o.datallowconn then 'takes no connections' end",
      datconnlimit: "'connection limit ' || nullif(o.datconnlimit, -1)",
    },
    told: "oid datname",
    skipped: {
      "event triggers are compared themselves": "dathasloginevt",
      "the server's housekeeping": "datfrozenxid datminmxid",
      "the operating system's": "datcollversion",
    },
    privileges: { column: "datacl", type: "'d'", owner: "o.datdba", on: "'this database'" },
  },
  {
    catalog: "pg_namespace",
    kind: "'schema'",
    name: "quote_ident(o.nspname)",
    where: `(o.nspname = 'public' or ${made("pg_namespace")}) and o.oid not in (select oid from apart)`,
    columns: { nspowner: owner("nspowner") },
    told: "oid nspname",
    privileges: {
      column: "nspacl",
      type: "'n'",
      owner: "o.nspowner",
      own: "o.nspname = 'pg_catalog'",
    },
  },
  {
    catalog: "pg_extension",
    kind: "'extension'",
    name: "quote_ident(o.extname)",
    where: "true",
    separator: " ",
    columns: {
      extversion: "'version ' || o.extversion",
      extnamespace:
        "'in schema ' || quote_ident((select nspname from pg_namespace where oid = o.extnamespace))",
      // One that came with the server is its superuser's, who has another name on each.
      extowner: `case when o.oid >= 16384 then ${owner("extowner")} end`,
      oid: `case when o.oid >= 16384 then (select 'with ' || count(*) || ' objects' from pg_depend
        where refclassid = 'pg_extension'::regclass and refobjid = o.oid and deptype = 'e') end`,
    },
    told: "extname",
    skipped: { "the version's": "extrelocatable extconfig extcondition" },
  },
  {
    catalog: "pg_event_trigger",
    kind: "'event trigger'",
    name: "quote_ident(o.evtname)",
    joins: "join pg_proc as p on p.oid = o.evtfoid",
    where: `${made("pg_event_trigger")} and not (o.evtname like 'cruddur\\_guard%' and p.pronamespace in (select oid from apart))`,
    separator: " ",
    columns: {
      evtevent: "'on ' || o.evtevent",
      evttags: "'when tag in (' || array_to_string(o.evttags, ', ') || ')'",
      evtfoid: "'execute ' || o.evtfoid::regprocedure",
      evtenabled: letters("evtenabled", ENABLED),
      evtowner: owner("evtowner"),
    },
    told: "oid evtname",
  },
  {
    catalog: "pg_default_acl",
    kind: "'default privilege'",
    name: `pg_get_userbyid(o.defaclrole) || ' in ' || coalesce((select quote_ident(nspname) from pg_namespace where oid = o.defaclnamespace), 'every schema')
      || ' (' || o.defaclobjtype::text || ')'`,
    where: "true",
    columns: {
      defaclacl: `coalesce(nullif(array_to_string(array(select acl::text from unnest(o.defaclacl) as acl order by acl::text collate "C"), ', '), ''), 'none')`,
    },
    told: "oid defaclrole defaclnamespace defaclobjtype",
  },
  {
    catalog: "pg_seclabel",
    kind: "'security label'",
    name: `quote_ident(o.provider) || ' on ' || (select concat(i.type, ' ', i.identity) from pg_identify_object(o.classoid, o.objoid, o.objsubid) as i)`,
    where: "true",
    columns: { label: "o.label" },
    told: "objoid classoid objsubid provider",
  },
  {
    catalog: "pg_authid",
    source: "pg_roles",
    kind: "'role'",
    name: "o.rolname",
    where: "o.rolname in (select name from ours)",
    columns: {
      rolcanlogin: "case when o.rolcanlogin then 'login' else 'nologin' end",
      rolsuper: flag("rolsuper", "superuser"),
      rolcreatedb: flag("rolcreatedb", "createdb"),
      rolcreaterole: flag("rolcreaterole", "createrole"),
      rolreplication: flag("rolreplication", "replication"),
      rolbypassrls: flag("rolbypassrls", "bypassrls"),
      rolinherit: "case when not o.rolinherit then 'noinherit' end",
      rolconnlimit: "'connection limit ' || nullif(o.rolconnlimit, -1)",
      rolvaliduntil: "'valid until ' || nullif(o.rolvaliduntil, 'infinity')",
    },
    told: "oid rolname",
    skipped: { "a secret": "rolpassword" },
  },
  {
    catalog: "pg_db_role_setting",
    kind: "'setting'",
    name: `concat_ws(' in this database', coalesce(r.rolname, 'everybody') || '.' || split_part(setting, '=', 1), case when o.setdatabase <> 0 then '' end)`,
    joins: "left join pg_roles as r on r.oid = o.setrole cross join unnest(o.setconfig) as setting",
    where: `(r.rolname in (select name from ours) or o.setrole = 0 and o.setdatabase <> 0)
      and o.setdatabase in (0, (select oid from pg_database where datname = current_database()))`,
    columns: { setconfig: "substr(setting, strpos(setting, '=') + 1)" },
    told: "setdatabase setrole",
  },
  {
    catalog: "pg_auth_members",
    kind: "'membership'",
    name: "pg_get_userbyid(o.member) || ' of ' || pg_get_userbyid(o.roleid)",
    joins: "join pg_roles as m on m.oid = o.member join pg_roles as g on g.oid = o.roleid",
    // How a role logs in on Amazon RDS is the stack's affair, and who administers a server may become any role.
    where: `g.rolname <> 'rds_iam' and (m.rolname in (select name from ours)
      or g.rolname in (select name from ours) and not m.rolsuper and not m.rolcreaterole)`,
    columns: {
      roleid: "'member'",
      admin_option: flag("admin_option", "with admin option"),
      inherit_option: "case when not o.inherit_option then 'without inherit' end",
      set_option: "case when not o.set_option then 'without set' end",
    },
    told: "oid member",
    skipped: { "who gave it does not change it": "grantor" },
  },
  {
    catalog: "pg_parameter_acl",
    kind: "'parameter'",
    name: "o.parname",
    where: "true",
    columns: {},
    told: "oid parname",
    privileges: {
      column: "paracl",
      type: "'p'",
      owner: "10::oid",
      only: "(grantee = 0 or grantee in (select oid from pg_roles where rolname in (select name from ours)))",
    },
  },
  {
    catalog: "pg_shseclabel",
    kind: "'security label'",
    name: `quote_ident(o.provider) || ' on ' || (select concat(i.type, ' ', i.identity) from pg_identify_object(o.classoid, o.objoid, 0) as i)`,
    where: `o.classoid = 'pg_authid'::regclass and o.objoid in (select oid from pg_roles where rolname in (select name from ours))
      or o.classoid = 'pg_database'::regclass and o.objoid = (select oid from pg_database where datname = current_database())`,
    columns: { label: "o.label" },
    told: "objoid classoid provider",
  },
];
