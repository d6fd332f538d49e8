import { OWNER } from "../domain/access.ts";
import { literal } from "./quote.ts";
import type { Queryable } from "./statement.ts";

const TIME = "timestamp with time zone";

/** The columns that the runtime statements read and write, with their types, and by name what keeps rows apart or together. */
export const SHAPE = {
  users: {
    columns: {
      uuid: "uuid",
      display_name: "text",
      handle: "text",
      email: "text",
      cognito_user_id: "text",
      created_at: TIME,
    },
    keys: ["users_pkey", "users_handle_key", "users_email_key", "users_cognito_user_id_key"],
  },
  activities: {
    columns: {
      uuid: "uuid",
      user_uuid: "uuid",
      message: "text",
      replies_count: "integer",
      reposts_count: "integer",
      likes_count: "integer",
      reply_to_activity_uuid: "uuid",
      expires_at: TIME,
      created_at: TIME,
    },
    keys: ["activities_pkey", "activities_user_uuid_fkey"],
  },
  handle_reservations: {
    columns: {
      handle: "text",
      user_name: "text",
      email: "text",
      display_name: "text",
      expires_at: TIME,
      user_uuid: "uuid",
      created_at: TIME,
    },
    keys: ["handle_reservations_pkey", "handle_reservations_user_uuid_fkey"],
  },
  cruddur_meta: { columns: { environment: "text" }, keys: [] },
  cruddur_migrations: { columns: { name: "text" }, keys: [] },
} as const satisfies Record<
  string,
  { columns: Readonly<Record<string, string>>; keys: readonly string[] }
>;

const TABLES = Object.keys(SHAPE).map((table) => `(${literal(table)})`);
const COLUMNS = Object.entries(SHAPE).flatMap(([table, { columns }]) =>
  Object.entries(columns).map((column) => `(${[table, ...column].map(literal).join(", ")})`),
);
const KEYS = Object.entries(SHAPE).flatMap(([table, { keys }]) =>
  keys.map((key) => `(${literal(table)}, ${literal(key)})`),
);

/** One look at the catalog, which every role may read. */
const QUESTION = `
with ours as (
  select name, pg_class.oid, relkind, relowner, relrowsecurity
  from (values ${TABLES.join(", ")}) as ours (name) left join pg_class on pg_class.oid = to_regclass('public.' || name)
),
fault (says) as (
  select 'there is no table ' || name from ours where oid is null
  union all
  select name || ' is no table' from ours where relkind not in ('r', 'p')
  union all
  select name || ' belongs to ' || pg_get_userbyid(relowner) || ' instead of ${OWNER}' from ours
  where relowner <> (select oid from pg_roles where rolname = ${literal(OWNER)})
  union all
  select case when attname is null then name || ' has no column ' || wanted
    else name || '.' || wanted || ' is ' || format_type(atttypid, atttypmod) || ' instead of ' || type end
  from (values ${COLUMNS.join(", ")}) as columns (name, wanted, type) join ours using (name)
  left join pg_attribute on attrelid = oid and attname = wanted and not attisdropped
  where oid is not null and case
    when atttypid in ('varchar'::regtype, 'bpchar'::regtype) then 'text'
    when atttypid in ('int2'::regtype, 'int8'::regtype) then 'integer'
    else format_type(atttypid, null) end is distinct from type
  union all
  select name || ' lacks ' || key
  from (values ${KEYS.join(", ")}) as keys (name, key) join ours using (name)
  where oid is not null
    and not exists (select from pg_constraint where conrelid = ours.oid and conname = key and contype <> 'c')
    and not exists (
      select from pg_index join pg_class as index on index.oid = indexrelid
      where indrelid = ours.oid and index.relname = key and indisunique and indisvalid)
  union all
  select name || '.' || attname || ' wants a value that nobody gives it'
  from ours join pg_attribute on attrelid = oid
  where attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = ''
    and (name, attname::text) not in (select name, wanted from (values ${COLUMNS.join(", ")}) as columns (name, wanted, type))
    and name not in ('cruddur_meta', 'cruddur_migrations')
  union all
  select 'the rule ' || rulename || ' does something else instead of what is asked of ' || name
  from ours join pg_rewrite on ev_class = ours.oid where relkind in ('r', 'p') and is_instead and ev_enabled <> 'D'
  union all
  select name || ' hides its rows: it has row security and no policy' from ours
  where relrowsecurity and not exists (select from pg_policy where polrelid = ours.oid)
)
select (select coalesce(array_agg(says order by says), '{}') from fault) as faults,
  array(
    select tgname || ' on ' || name
    from ours join pg_trigger on tgrelid = ours.oid where not tgisinternal and tgenabled <> 'D' and tgtype & 2 <> 0
      and tgname <> 'users_give_mock_email'
  ) as "triggersBefore",
  (select count(*) from ours where oid is not null and name not like 'cruddur%') = 0 as "isEmpty"`;

/** How a database differs from what the runtime statements need of it. */
export interface ShapeFaults {
  /** Each without a full stop: "users has no column email". None, when it is as our migrations make it. */
  readonly faults: readonly string[];
  /** Triggers that come before a row is written, and may change it or see that it is not: "check on users". */
  readonly triggersBefore: readonly string[];
  /** It has none of the tables, so that its migrations are yet to come. */
  readonly isEmpty: boolean;
}

/** Looks at the connected database. What it tells is of somebody's making, and for their own eyes. */
export async function shapeFaults(database: Queryable): Promise<ShapeFaults> {
  const { rows } = await database.query<ShapeFaults>({ text: QUESTION, values: [] });
  return rows[0]!;
}
