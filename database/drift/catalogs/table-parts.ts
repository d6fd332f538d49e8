import {
  ENABLED,
  flag,
  letters,
  made,
  owner,
  qualified,
  type ComparedCatalog,
} from "../compared.ts";

const PART = {
  parent: "r.kind || ' ' || r.name",
  of: (relation: string) => `join relations as r on r.oid = o.${relation}`,
  name: (column: string) => `r.name || '.' || quote_ident(o.${column})`,
};

/** In the definition that PostgreSQL writes of a constraint. */
const CONSTRAINT = `condeferrable condeferred conenforced connoinherit confrelid confupdtype confdeltype confmatchtype conperiod
  conkey confkey confdelsetcols conexclop conbin convalidated`;

const CONSTRAINT_SKIPPED = {
  "follow from its columns' types": "conpfeqop conppeqop conffeqop",
  "its index is compared itself": "conindid",
  "its table is a partition": "conparentid",
};

/** What belongs to a table or to a domain. */
export const TABLE_PARTS: readonly ComparedCatalog[] = [
  {
    catalog: "pg_constraint",
    kind: "'constraint'",
    name: "coalesce(r.name, o.contypid::regtype::text) || '.' || quote_ident(o.conname)",
    parent: "coalesce(r.kind || ' ' || r.name, 'type ' || o.contypid::regtype::text)",
    joins:
      "left join relations as r on r.oid = o.conrelid left join pg_type as t on t.oid = o.contypid",
    // A constraint trigger is told as a trigger, NOT NULL with its column.
    where: `o.contype not in ('t', 'n') and (r.oid is not null or o.conrelid = 0 and ${made("pg_type", "typnamespace").replaceAll("o.", "t.")})`,
    columns: {
      contype: "pg_get_constraintdef(o.oid)",
      coninhcount: "case when o.coninhcount > 0 and not o.conislocal then 'inherited' end",
    },
    told: `oid conname connamespace conrelid contypid conislocal ${CONSTRAINT}`,
    skipped: CONSTRAINT_SKIPPED,
  },
  {
    catalog: "pg_index",
    kind: "'index'",
    name: "o.indexrelid::regclass::text",
    parent: `coalesce((select 'constraint ' || r.name || '.' || quote_ident(conname) from pg_constraint
      where conindid = o.indexrelid and conrelid = o.indrelid and contype in ('p', 'u', 'x')), r.kind || ' ' || r.name)`,
    joins: `${PART.of("indrelid")} join pg_class as c on c.oid = o.indexrelid`,
    where: "true",
    columns: {
      // What a constraint makes is told with the constraint.
      indexrelid: `case when not exists (select from pg_constraint where conindid = o.indexrelid and conrelid = o.indrelid and contype in ('p', 'u', 'x'))
        then pg_get_indexdef(o.indexrelid) else (select 'options ' || string_agg(it, ', ' order by it collate "C") from unnest(c.reloptions) as it) end`,
      indisvalid: "case when not o.indisvalid then '(invalid: its making failed)' end",
      indisready: "case when not o.indisready then '(not kept up)' end",
      indislive: "case when not o.indislive then '(being dropped)' end",
      indisclustered: flag("indisclustered", "clustered"),
      indisreplident: flag("indisreplident", "replica identity"),
      indnatts: `nullif(concat_ws(' ', (select 'tablespace ' || quote_ident(spcname) from pg_tablespace where oid = c.reltablespace),
        (select 'statistics ' || string_agg(attnum || '=' || attstattarget, ', ' order by attnum) from pg_attribute
          where attrelid = o.indexrelid and attstattarget >= 0),
        (select 'attached to ' || inhparent::regclass from pg_inherits where inhrelid = o.indexrelid)), '')`,
    },
    told: `indrelid indnkeyatts indisunique indnullsnotdistinct indisprimary indisexclusion indimmediate indkey indcollation
      indclass indoption indexprs indpred`,
    skipped: { "for transactions older than it": "indcheckxmin" },
    separator: " ",
  },
  {
    catalog: "pg_trigger",
    kind: "'trigger'",
    name: PART.name("tgname"),
    parent: PART.parent,
    joins: PART.of("tgrelid"),
    where: "not o.tgisinternal",
    columns: {
      tgfoid: "pg_get_triggerdef(o.oid)",
      tgenabled: letters("tgenabled", ENABLED),
    },
    told: `oid tgname tgrelid tgtype tgisinternal tgconstrrelid tgconstraint tgdeferrable tginitdeferred tgnargs tgattr tgargs tgqual
      tgoldtable tgnewtable`,
    skipped: { "its table is a partition": "tgparentid", "a constraint's own": "tgconstrindid" },
    separator: " ",
  },
  {
    catalog: "pg_policy",
    kind: "'policy'",
    name: PART.name("polname"),
    parent: PART.parent,
    joins: PART.of("polrelid"),
    where: "true",
    columns: {
      polpermissive: "case when o.polpermissive then 'permissive' else 'restrictive' end",
      polcmd: `'for ' || ${letters("polcmd", { r: "select", a: "insert", w: "update", d: "delete", "*": "all" })}`,
      polroles: `'to ' || (select string_agg(case it when 0 then 'everybody' else quote_ident(pg_get_userbyid(it)) end, ', ' order by pg_get_userbyid(it) collate "C") from unnest(o.polroles) as it)`,
      polqual: "'using ' || pg_get_expr(o.polqual, o.polrelid)",
      polwithcheck: "'with check ' || pg_get_expr(o.polwithcheck, o.polrelid)",
    },
    told: "oid polname polrelid",
    separator: " ",
  },
  {
    catalog: "pg_rewrite",
    kind: "'rule'",
    name: PART.name("rulename"),
    parent: PART.parent,
    joins: PART.of("ev_class"),
    // A view's own rule is the view's definition.
    where: "(o.rulename <> '_RETURN' or o.ev_enabled <> 'O')",
    columns: {
      ev_action: "pg_get_ruledef(o.oid)",
      ev_enabled: letters("ev_enabled", ENABLED),
    },
    told: "oid rulename ev_class ev_type is_instead ev_qual",
    separator: " ",
  },
  {
    catalog: "pg_statistic_ext",
    kind: "'statistics'",
    name: qualified("stxnamespace", "stxname"),
    parent: PART.parent,
    joins: PART.of("stxrelid"),
    where: made("pg_statistic_ext"),
    columns: {
      stxkind: "pg_get_statisticsobjdef(o.oid)",
      stxowner: owner("stxowner"),
      stxstattarget: "'statistics ' || nullif(o.stxstattarget, -1)",
    },
    told: "oid stxname stxnamespace stxrelid stxkeys stxexprs",
  },
];
