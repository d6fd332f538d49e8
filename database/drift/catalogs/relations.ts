import {
  flag,
  letters,
  options,
  owner,
  relationKind,
  type ComparedCatalog,
  type ToldCatalog,
} from "../compared.ts";

const tablespace = (column: string) =>
  `(select 'tablespace ' || quote_ident(spcname) from pg_tablespace where oid = ${column})`;

const inherited = (relation: string, word: string) =>
  `(select '${word} ' || string_agg(to_jsonb(i) ->> 'inhparent', ', ' order by inhseqno) from (
     select inhseqno, inhparent::regclass::text || case when to_jsonb(p) ->> 'inhdetachpending' = 'true' then ' (detaching)' else '' end as inhparent
     from pg_inherits as p where inhrelid = ${relation}) as i)`;

/** Tables, views, sequences. Their parts are in table-parts.ts. */
export const RELATIONS: readonly (ComparedCatalog | ToldCatalog)[] = [
  {
    catalog: "pg_class",
    kind: relationKind("o.relkind"),
    name: "o.oid::regclass::text",
    // A sequence that belongs to a column goes with its table.
    parent: `(select c.kind || ' ' || c.name from pg_depend as d join relations as c on c.oid = d.refobjid
      where o.relkind = 'S' and d.classid = 'pg_class'::regclass and d.objid = o.oid and d.refclassid = 'pg_class'::regclass
        and d.deptype in ('a', 'i'))`,
    joins: "join relations as r on r.oid = o.oid left join pg_sequence as s on s.seqrelid = o.oid",
    where: "o.relkind in ('r', 'p', 'v', 'm', 'S', 'f')",
    columns: {
      relowner: owner("relowner"),
      relpersistence: letters("relpersistence", { u: "unlogged" }),
      relkind: `case o.relkind
        when 'p' then 'partitioned by ' || pg_get_partkeydef(o.oid)
        when 'S' then concat_ws(' ', format_type(s.seqtypid, null), 'start', s.seqstart, 'increment', s.seqincrement,
          'from', s.seqmin, 'to', s.seqmax, 'cache', s.seqcache, case when s.seqcycle then 'cycle' end,
          (select 'owned by ' || refobjid::regclass || '.' || quote_ident(attname) from pg_depend
            join pg_attribute on attrelid = refobjid and attnum = refobjsubid
            where classid = 'pg_class'::regclass and objid = o.oid and refclassid = 'pg_class'::regclass and deptype in ('a', 'i')))
        when 'f' then (select concat_ws(' ', 'of server', (select quote_ident(srvname) from pg_foreign_server where oid = ftserver),
          'options', (select string_agg(it, ', ' order by it collate "C") from unnest(ftoptions) as it))
          from pg_foreign_table where ftrelid = o.oid) end`,
      relam: `(select 'access method ' || quote_ident(amname) from pg_am where oid = o.relam and amname <> 'heap')`,
      reltablespace: tablespace("o.reltablespace"),
      reloftype: "'of type ' || nullif(o.reloftype, 0)::regtype",
      relhassubclass: inherited("o.oid", "inherits"),
      relpartbound: "pg_get_expr(o.relpartbound, o.oid)",
      relreplident: `case when o.relkind not in ('r', 'p') then null when o.relreplident = 'n' then 'replica identity nothing' when o.relreplident = 'f' then 'replica identity full' end`,
      relrowsecurity: flag("relrowsecurity", "row security"),
      relforcerowsecurity: flag("relforcerowsecurity", "row security forced"),
      reloptions: `(select string_agg(it, ', ' order by it collate "C") from unnest(o.reloptions) as it)`,
      reltoastrelid: `(select string_agg('toast.' || it, ', ' order by it collate "C") from pg_class as t cross join unnest(t.reloptions) as it
        where t.oid = o.reltoastrelid)`,
      relispopulated: "case when not o.relispopulated then 'without data' end",
      reltype: "case when o.relkind in ('v', 'm') then pg_get_viewdef(o.oid) end",
      // Those that enforce foreign keys. Others are told themselves.
      relhastriggers: `(select string_agg('triggers ' || how || ': ' || number, ', ' order by how) from (
        select ${letters("tgenabled", { D: "off", R: "in replicas only", A: "always" }).replaceAll("o.", "")} as how, count(*) as number
        from pg_trigger where tgrelid = o.oid and tgisinternal and tgenabled <> 'O' group by tgenabled) as disabled)`,
    },
    told: "oid relname relnamespace",
    skipped: {
      "where and how large it is on disk, and what is known of it": `relfilenode relpages reltuples relallvisible
        relallfrozen relfrozenxid relminmxid relrewrite`,
      "counts and signs of what is compared itself":
        "relhasindex relnatts relchecks relhasrules relispartition",
      "the server's own": "relisshared",
    },
    privileges: {
      column: "relacl",
      type: "case o.relkind when 'S' then 's' else 'r' end",
      owner: "o.relowner",
      own: "o.relnamespace = 'pg_catalog'::regnamespace",
    },
  },
  {
    catalog: "pg_sequence",
    with: "pg_class",
    told: "seqrelid seqtypid seqstart seqincrement seqmax seqmin seqcache seqcycle",
  },
  { catalog: "pg_foreign_table", with: "pg_class", told: "ftrelid ftserver ftoptions" },
  {
    catalog: "pg_inherits",
    with: "pg_class",
    told: "inhrelid inhparent inhseqno inhdetachpending",
  },
  {
    catalog: "pg_partitioned_table",
    with: "pg_class",
    told: "partrelid partstrat partnatts partattrs partclass partcollation partexprs",
    skipped: { "a sign: its bound is `DEFAULT`": "partdefid" },
  },
  {
    catalog: "pg_attribute",
    kind: "case when r.relkind = 'c' then 'attribute' else 'column' end",
    name: "r.name || '.' || quote_ident(o.attname)",
    parent: "r.kind || ' ' || r.name",
    joins: `join relations as r on r.oid = o.attrelid
      join pg_type as t on t.oid = o.atttypid
      left join pg_attrdef as d on d.adrelid = o.attrelid and d.adnum = o.attnum
      left join pg_constraint as n on n.conrelid = o.attrelid and n.contype = 'n' and n.conkey[1] = o.attnum`,
    where: "o.attnum > 0 and not o.attisdropped and r.relkind <> 'S'",
    separator: " ",
    columns: {
      atttypid: "format_type(o.atttypid, o.atttypmod)",
      // By the name that PostgreSQL would choose, unless it has another.
      attnotnull: `case when o.attnotnull then concat_ws(' ',
        'constraint ' || quote_ident(nullif(n.conname, (select relname from pg_class where oid = o.attrelid) || '_' || o.attname || '_not_null')),
        'not null', case when n.connoinherit then 'no inherit' end, case when not n.convalidated then 'not valid' end) end`,
      attcollation: `case when o.attcollation <> t.typcollation then 'collate ' || nullif(o.attcollation, 0)::regcollation end`,
      attidentity: letters("attidentity", {
        a: "generated always as identity",
        d: "generated by default as identity",
      }),
      attgenerated: `case o.attgenerated when '' then 'default ' else 'generated always as ' end || pg_get_expr(d.adbin, d.adrelid)
        || ${letters("attgenerated", { s: " stored", v: " virtual" }).replace(/ end$/, " else '' end")}`,
      attstorage: `case when o.attstorage <> t.typstorage then ${letters("attstorage", { p: "storage plain", e: "storage external", m: "storage main", x: "storage extended" })} end`,
      attcompression: letters("attcompression", { p: "compression pglz", l: "compression lz4" }),
      attstattarget: "'statistics ' || nullif(o.attstattarget, -1)",
      attoptions: options("attoptions"),
      attfdwoptions: options("attfdwoptions", "foreign options"),
      attinhcount: "case when o.attinhcount > 0 and not o.attislocal then 'inherited' end",
    },
    told: "attrelid attname atttypmod attislocal attisdropped attnum",
    skipped: {
      "copies of the type's": "attlen attbyval attalign",
      "PostgreSQL does not hold to it": "attndims",
      "signs of what is compared itself": "atthasdef",
      "what older rows hold": "atthasmissing attmissingval",
    },
    privileges: {
      column: "attacl",
      type: "'c'",
      owner: "(select relowner from pg_class where oid = o.attrelid)",
      on: "'column ' || o.attrelid::regclass || '.' || quote_ident(o.attname)",
      object: "o.attrelid",
      in: "pg_class",
      part: "o.attnum",
    },
  },
  { catalog: "pg_attrdef", with: "pg_attribute", told: "oid adrelid adnum adbin" },
];
