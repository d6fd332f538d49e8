import {
  flag,
  letters,
  made,
  notOfExtension,
  options,
  owner,
  qualified,
  type ComparedCatalog,
  type ToldCatalog,
} from "../compared.ts";

const routine = (label: string, column: string) =>
  `'${label} ' || nullif(o.${column}::oid, 0)::regprocedure`;

/** A user mapping's options hold passwords: their names alone. */
const optionNames = (column: string) =>
  `'options ' || (select string_agg(split_part(it, '=', 1), ', ' order by it collate "C") from unnest(o.${column}) as it)`;

/** What reaches beyond the database: foreign servers, replication; and the search of texts. */
export const OUTSIDE: readonly (ComparedCatalog | ToldCatalog)[] = [
  {
    catalog: "pg_foreign_data_wrapper",
    kind: "'foreign data wrapper'",
    name: "quote_ident(o.fdwname)",
    where: made("pg_foreign_data_wrapper"),
    columns: {
      fdwowner: owner("fdwowner"),
      fdwhandler: routine("handler", "fdwhandler"),
      fdwvalidator: routine("validator", "fdwvalidator"),
      fdwoptions: options("fdwoptions"),
    },
    told: "oid fdwname",
    privileges: { column: "fdwacl", type: "'F'", owner: "o.fdwowner" },
  },
  {
    catalog: "pg_foreign_server",
    kind: "'foreign server'",
    name: "quote_ident(o.srvname)",
    where: made("pg_foreign_server"),
    columns: {
      srvowner: owner("srvowner"),
      srvfdw:
        "'by ' || (select quote_ident(fdwname) from pg_foreign_data_wrapper where oid = o.srvfdw)",
      srvtype: "'type ' || o.srvtype",
      srvversion: "'version ' || o.srvversion",
      srvoptions: options("srvoptions"),
    },
    told: "oid srvname",
    privileges: { column: "srvacl", type: "'S'", owner: "o.srvowner" },
  },
  {
    catalog: "pg_user_mapping",
    source: "pg_user_mappings",
    kind: "'user mapping'",
    name: "case o.umuser when 0 then 'everybody' else quote_ident(pg_get_userbyid(o.umuser)) end || ' on ' || quote_ident(o.srvname)",
    parent: "'foreign server ' || quote_ident(o.srvname)",
    where: notOfExtension("pg_foreign_server", "o.srvid"),
    columns: { umoptions: `concat_ws(' ', 'mapped', ${optionNames("umoptions")})` },
    told: "oid umuser umserver",
  },
  {
    catalog: "pg_publication",
    kind: "'publication'",
    name: "quote_ident(o.pubname)",
    where: made("pg_publication"),
    columns: {
      pubowner: owner("pubowner"),
      puballtables: flag("puballtables", "of all tables"),
      pubinsert: flag("pubinsert", "insert"),
      pubupdate: flag("pubupdate", "update"),
      pubdelete: flag("pubdelete", "delete"),
      pubtruncate: flag("pubtruncate", "truncate"),
      pubviaroot: flag("pubviaroot", "via root"),
      pubgencols: letters("pubgencols", { s: "with stored generated columns" }),
    },
    told: "oid pubname",
  },
  {
    catalog: "pg_publication_rel",
    kind: "'publication of table'",
    name: "r.name || ' in ' || (select quote_ident(pubname) from pg_publication where oid = o.prpubid)",
    parent:
      "'publication ' || (select quote_ident(pubname) from pg_publication where oid = o.prpubid)",
    joins: "join relations as r on r.oid = o.prrelid",
    where: "true",
    columns: {
      prrelid: "'published'",
      prattrs: `'columns ' || (select string_agg(quote_ident(attname), ', ' order by attname) from pg_attribute where attrelid = o.prrelid and attnum = any(o.prattrs))`,
      prqual: "'where ' || pg_get_expr(o.prqual, o.prrelid)",
    },
    told: "oid prpubid",
  },
  {
    catalog: "pg_publication_namespace",
    kind: "'publication of schema'",
    name: `(select quote_ident(nspname) from pg_namespace where oid = o.pnnspid) || ' in ' || (select quote_ident(pubname) from pg_publication where oid = o.pnpubid)`,
    parent:
      "'publication ' || (select quote_ident(pubname) from pg_publication where oid = o.pnpubid)",
    where: "true",
    columns: { pnnspid: "'published'" },
    told: "oid pnpubid",
  },
  {
    catalog: "pg_subscription",
    kind: "'subscription'",
    name: "quote_ident(o.subname)",
    where: "o.subdbid = (select oid from pg_database where datname = current_database())",
    columns: {
      subowner: owner("subowner"),
      subenabled: "case when not o.subenabled then 'disabled' end",
      subpublications: "'to ' || array_to_string(o.subpublications, ', ')",
      subslotname: "'slot ' || o.subslotname",
      subsynccommit: "'synchronous commit ' || o.subsynccommit",
      suborigin: "'origin ' || o.suborigin",
      subbinary: flag("subbinary", "binary"),
      substream: "'streaming ' || o.substream::text",
      subdisableonerr: flag("subdisableonerr", "disabled on error"),
      subpasswordrequired: "case when not o.subpasswordrequired then 'without password' end",
      subrunasowner: flag("subrunasowner", "runs as its owner"),
      subfailover: flag("subfailover", "failover"),
      subtwophasestate: "case when o.subtwophasestate <> 'd' then 'two-phase' end",
    },
    told: "oid subdbid subname",
    skipped: { "holds a password": "subconninfo", "how far it is": "subskiplsn" },
  },
  {
    catalog: "pg_ts_config",
    kind: "'text search configuration'",
    name: qualified("cfgnamespace", "cfgname"),
    where: made("pg_ts_config", "cfgnamespace"),
    columns: {
      cfgowner: owner("cfgowner"),
      cfgparser:
        "'parser ' || (select quote_ident(prsname) from pg_ts_parser where oid = o.cfgparser)",
      oid: `(select string_agg(maptokentype || ' → ' || mapdict::regdictionary, ', ' order by maptokentype, mapseqno) from pg_ts_config_map where mapcfg = o.oid)`,
    },
    told: "cfgname cfgnamespace",
  },
  {
    catalog: "pg_ts_config_map",
    with: "pg_ts_config",
    told: "mapcfg maptokentype mapseqno mapdict",
  },
  {
    catalog: "pg_ts_dict",
    kind: "'text search dictionary'",
    name: qualified("dictnamespace", "dictname"),
    where: made("pg_ts_dict", "dictnamespace"),
    columns: {
      dictowner: owner("dictowner"),
      dicttemplate:
        "'template ' || (select quote_ident(tmplname) from pg_ts_template where oid = o.dicttemplate)",
      dictinitoption: "o.dictinitoption",
    },
    told: "oid dictname dictnamespace",
  },
  {
    catalog: "pg_ts_parser",
    kind: "'text search parser'",
    name: qualified("prsnamespace", "prsname"),
    where: made("pg_ts_parser", "prsnamespace"),
    columns: {
      prsstart: routine("start", "prsstart"),
      prstoken: routine("token", "prstoken"),
      prsend: routine("end", "prsend"),
      prsheadline: routine("headline", "prsheadline"),
      prslextype: routine("types", "prslextype"),
    },
    told: "oid prsname prsnamespace",
  },
  {
    catalog: "pg_ts_template",
    kind: "'text search template'",
    name: qualified("tmplnamespace", "tmplname"),
    where: made("pg_ts_template", "tmplnamespace"),
    columns: { tmplinit: routine("init", "tmplinit"), tmpllexize: routine("lexize", "tmpllexize") },
    told: "oid tmplname tmplnamespace",
  },
];
