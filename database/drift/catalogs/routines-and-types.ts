import {
  flag,
  identity,
  letters,
  made,
  owner,
  qualified,
  type ComparedCatalog,
  type ToldCatalog,
} from "../compared.ts";

/** `label name`, of a column that refers to a function; nothing where it refers to none. */
const routine = (label: string, column: string) =>
  `'${label} ' || nullif(nullif(o.${column}::oid, 0)::regprocedure::text, '-')`;

export const ROUTINES_AND_TYPES: readonly (ComparedCatalog | ToldCatalog)[] = [
  {
    catalog: "pg_proc",
    kind: letters("prokind", { p: "procedure", a: "aggregate", f: "function", w: "function" }),
    name: "o.oid::regprocedure::text",
    where: made("pg_proc", "pronamespace"),
    separator: "\\n",
    columns: {
      proowner: owner("proowner"),
      prosrc: `case when o.prokind = 'a'
        then concat_ws(' ', 'aggregate', o.provolatile, o.proparallel, pg_get_function_result(o.oid),
          (select to_jsonb(a) - 'aggfnoid' - 'aggsortop' - 'aggtranstype' - 'aggmtranstype'
            || jsonb_build_object('aggsortop', aggsortop::regoperator, 'aggtranstype', aggtranstype::regtype, 'aggmtranstype', aggmtranstype::regtype)
            from pg_aggregate as a where aggfnoid = o.oid))
        else pg_get_functiondef(o.oid) end`,
    },
    told: `oid proname pronamespace prokind prolang procost prorows provariadic prosupport prosecdef proleakproof proisstrict
      proretset provolatile proparallel pronargs pronargdefaults prorettype proargtypes proallargtypes proargmodes proargnames
      proargdefaults protrftypes probin prosqlbody proconfig`,
    privileges: { column: "proacl", type: "'f'", owner: "o.proowner" },
  },
  {
    catalog: "pg_aggregate",
    with: "pg_proc",
    told: `aggfnoid aggkind aggnumdirectargs aggtransfn aggfinalfn aggcombinefn aggserialfn aggdeserialfn aggmtransfn
      aggminvtransfn aggmfinalfn aggfinalextra aggmfinalextra aggfinalmodify aggmfinalmodify aggsortop aggtranstype
      aggtransspace aggmtranstype aggmtransspace agginitval aggminitval`,
  },
  {
    catalog: "pg_type",
    kind: "'type'",
    name: "o.oid::regtype::text",
    // Neither arrays nor the rows of tables, which come and go with something else.
    where: `${made("pg_type", "typnamespace")}
      and (o.typtype in ('e', 'd', 'r', 'p') or o.typtype = 'c' and exists (select from pg_class where oid = o.typrelid and relkind = 'c')
        or o.typtype = 'b' and not exists (select from pg_type as e where e.typarray = o.oid))`,
    columns: {
      typtype: `case o.typtype
        when 'e' then 'enum of ' || (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = o.oid)
        when 'd' then 'domain over ' || format_type(o.typbasetype, o.typtypmod)
        when 'r' then (select 'range of ' || concat_ws(' ', rngsubtype::regtype, nullif(rngcollation, 0)::regcollation,
          ${identity("pg_opclass", "rngsubopc")}, nullif(rngcanonical::oid, 0)::regprocedure, nullif(rngsubdiff::oid, 0)::regprocedure,
          (to_jsonb(g) ->> 'rngmultitypid')::oid::regtype) from pg_range as g where rngtypid = o.oid)
        when 'p' then 'shell' when 'c' then 'composite'
        else concat_ws(' ', 'base', o.typlen, o.typbyval, o.typalign, o.typstorage, o.typdelim, nullif(o.typelem, 0)::regtype,
          o.typinput::oid::regprocedure, o.typoutput::oid::regprocedure, nullif(o.typreceive::oid, 0)::regprocedure,
          nullif(o.typsend::oid, 0)::regprocedure, nullif(o.typmodin::oid, 0)::regprocedure,
          nullif(o.typmodout::oid, 0)::regprocedure, nullif(o.typanalyze::oid, 0)::regprocedure, nullif(to_jsonb(o) ->> 'typsubscript', '-')) end`,
      typowner: owner("typowner"),
      typcategory: `case when o.typtype = 'b' then 'category ' || o.typcategory::text end`,
      typispreferred: flag("typispreferred", "preferred"),
      typnotnull: flag("typnotnull", "not null"),
      typcollation: `case when o.typtype in ('d', 'b') and o.typcollation <> coalesce((select b.typcollation from pg_type as b where b.oid = o.typbasetype), 0)
        then 'collate ' || nullif(o.typcollation, 0)::regcollation end`,
      typdefault: "'default ' || o.typdefault",
    },
    told: `oid typname typnamespace typlen typbyval typrelid typsubscript typelem typinput typoutput typreceive typsend
      typmodin typmodout typanalyze typalign typstorage typbasetype typtypmod typdelim typisdefined`,
    skipped: {
      "another way to write typdefault": "typdefaultbin",
      "comes and goes with its type": "typarray",
      "PostgreSQL does not hold to it": "typndims",
    },
    privileges: { column: "typacl", type: "'T'", owner: "o.typowner" },
  },
  { catalog: "pg_enum", with: "pg_type", told: "oid enumtypid enumsortorder enumlabel" },
  {
    catalog: "pg_range",
    with: "pg_type",
    told: "rngtypid rngsubtype rngmultitypid rngcollation rngsubopc rngcanonical rngsubdiff",
  },
  {
    catalog: "pg_collation",
    kind: "'collation'",
    name: qualified("collnamespace", "collname"),
    where: made("pg_collation", "collnamespace"),
    columns: {
      collowner: owner("collowner"),
      collprovider: `'provider ' || ${letters("collprovider", { b: "builtin", i: "icu", c: "libc", d: "default" })}`,
      collisdeterministic: "case when not o.collisdeterministic then 'not deterministic' end",
      collencoding: "'encoding ' || nullif(pg_encoding_to_char(o.collencoding), '')",
      collcollate: "'collate ' || o.collcollate",
      collctype: "'ctype ' || o.collctype",
      colllocale: "'locale ' || o.colllocale",
      collicurules: "'rules ' || o.collicurules",
    },
    told: "oid collname collnamespace",
    skipped: { "the operating system's": "collversion" },
  },
  {
    catalog: "pg_operator",
    kind: "'operator'",
    name: "o.oid::regoperator::text",
    where: made("pg_operator", "oprnamespace"),
    columns: {
      oprowner: owner("oprowner"),
      oprcode: routine("by", "oprcode"),
      oprresult: "'returns ' || nullif(o.oprresult, 0)::regtype",
      oprcom: "'commutator ' || nullif(o.oprcom, 0)::regoperator",
      oprnegate: "'negator ' || nullif(o.oprnegate, 0)::regoperator",
      oprrest: routine("restrict", "oprrest"),
      oprjoin: routine("join", "oprjoin"),
      oprcanhash: flag("oprcanhash", "hashes"),
      oprcanmerge: flag("oprcanmerge", "merges"),
    },
    told: "oid oprname oprnamespace oprkind oprleft oprright",
  },
  {
    catalog: "pg_opfamily",
    kind: "'operator family'",
    name: identity("pg_opfamily", "o.oid"),
    where: made("pg_opfamily", "opfnamespace"),
    columns: { opfowner: owner("opfowner") },
    told: "oid opfmethod opfname opfnamespace",
  },
  {
    catalog: "pg_opclass",
    kind: "'operator class'",
    name: identity("pg_opclass", "o.oid"),
    where: made("pg_opclass", "opcnamespace"),
    columns: {
      opcowner: owner("opcowner"),
      opcintype: "'for type ' || o.opcintype::regtype",
      opcfamily: `'in ' || ${identity("pg_opfamily", "o.opcfamily")}`,
      opcdefault: flag("opcdefault", "default"),
      opckeytype: "'storage ' || nullif(o.opckeytype, 0)::regtype",
    },
    told: "oid opcmethod opcname opcnamespace",
  },
  {
    catalog: "pg_amop",
    kind: "'operator of family'",
    name: identity("pg_amop", "o.oid"),
    parent: `'operator family ' || ${identity("pg_opfamily", "o.amopfamily")}`,
    joins: "join pg_opfamily as f on f.oid = o.amopfamily",
    where: `o.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_opfamily'::regclass and objid = f.oid and deptype = 'e')`,
    columns: {
      amopopr: "'is ' || o.amopopr::regoperator",
      amoppurpose: "case when o.amoppurpose = 'o' then 'for ordering' end",
      amopsortfamily: `'sorted by ' || ${identity("pg_opfamily", "nullif(o.amopsortfamily, 0)")}`,
    },
    told: "oid amopfamily amoplefttype amoprighttype amopstrategy amopmethod",
  },
  {
    catalog: "pg_amproc",
    kind: "'function of family'",
    name: identity("pg_amproc", "o.oid"),
    parent: `'operator family ' || ${identity("pg_opfamily", "o.amprocfamily")}`,
    joins: "join pg_opfamily as f on f.oid = o.amprocfamily",
    where: `o.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_opfamily'::regclass and objid = f.oid and deptype = 'e')`,
    columns: { amproc: routine("is", "amproc") },
    told: "oid amprocfamily amproclefttype amprocrighttype amprocnum",
  },
  {
    catalog: "pg_am",
    kind: "'access method'",
    name: "quote_ident(o.amname)",
    where: made("pg_am"),
    columns: {
      amhandler: routine("by", "amhandler"),
      amtype: letters("amtype", { i: "of indexes", t: "of tables" }),
    },
    told: "oid amname",
  },
  {
    catalog: "pg_cast",
    kind: "'cast'",
    name: identity("pg_cast", "o.oid"),
    where: made("pg_cast"),
    columns: {
      castmethod: letters("castmethod", { f: "by function", i: "by text", b: "binary" }),
      castfunc: "nullif(o.castfunc, 0)::regprocedure::text",
      castcontext: letters("castcontext", { e: "explicit", a: "in assignments", i: "implicit" }),
    },
    told: "oid castsource casttarget",
  },
  {
    catalog: "pg_conversion",
    kind: "'conversion'",
    name: qualified("connamespace", "conname"),
    where: made("pg_conversion", "connamespace"),
    columns: {
      conowner: owner("conowner"),
      conforencoding: "'from ' || pg_encoding_to_char(o.conforencoding)",
      contoencoding: "'to ' || pg_encoding_to_char(o.contoencoding)",
      conproc: routine("by", "conproc"),
      condefault: flag("condefault", "default"),
    },
    told: "oid conname connamespace",
  },
  {
    catalog: "pg_language",
    kind: "'language'",
    name: "quote_ident(o.lanname)",
    where: made("pg_language"),
    columns: {
      lanowner: owner("lanowner"),
      lanpltrusted: "case when o.lanpltrusted then 'trusted' end",
      lanplcallfoid: "'by ' || nullif(o.lanplcallfoid, 0)::regprocedure",
      laninline: "'inline ' || nullif(o.laninline, 0)::regprocedure",
      lanvalidator: "'validator ' || nullif(o.lanvalidator, 0)::regprocedure",
    },
    told: "oid lanname",
    skipped: { "true of each that is not the server's own": "lanispl" },
    privileges: { column: "lanacl", type: "'l'", owner: "o.lanowner" },
  },
  {
    catalog: "pg_transform",
    kind: "'transform'",
    name: identity("pg_transform", "o.oid"),
    where: made("pg_transform"),
    columns: { trffromsql: routine("from", "trffromsql"), trftosql: routine("to", "trftosql") },
    told: "oid trftype trflang",
  },
];
