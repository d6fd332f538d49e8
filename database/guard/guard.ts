import { OWNER, TABLES } from "#lib/domain/access";
import { LOCAL_SUPERUSER } from "#lib/domain/local-superuser";
import { identifier, literal } from "#lib/sql/quote";
import { SHAPE } from "#lib/sql/shape";

/** Whether the server has the guard: one of ours, whose databases are copied from a `template1` that has it. */
export const IS_GUARDED = `(select rolname = ${literal(LOCAL_SUPERUSER)} from pg_roles where oid = 10)`;

/**
 * The statement after which nobody drops a database of ours by a slip: PostgreSQL refuses it for a template, by force too.
 * Event triggers know nothing of databases. Does nothing on a server without the guard.
 */
export const protectDatabase = (database: string): string =>
  `do $$ begin
     if ${IS_GUARDED} and not (select datistemplate from pg_database where datname = ${literal(database)}) then
       alter database ${identifier(database)} is_template true;
     end if;
   end $$`;

const array = (names: readonly string[]) => `array[${names.map(literal).join(", ")}]`;
const OURS = array(TABLES);
/** Unique indexes, which statements go by. */
const KEYS = array(Object.values(SHAPE).flatMap(({ keys }) => keys));

/*
 * In a database of ours alone, which has the tables of migrations and marker; both are gone from the catalog when a drop is
 * looked at. An ALTER is looked at when it is done: what has got another name or schema is of the owner's and not in its
 * place.
 */
const REFUSE = `
declare
  application text := current_setting('application_name');
  lost text;
begin
  if current_setting('cruddur.guard', true) = 'off'
    -- Our commands' own sessions, but for the SQL shell's.
    or application ~ '^cruddur/(?!(db:)?connect@)' then
    return;
  end if;
  if tg_event = 'sql_drop' then
    select string_agg(distinct object_identity, ', ') into lost
    from pg_event_trigger_dropped_objects()
    where not is_temporary and address_names[1] = 'public' and (object_type = 'schema'
      or object_type in ('table', 'table column', 'table constraint') and address_names[2] = any (${OURS})
      or object_type = 'index' and address_names[2] = any (${KEYS}))
      and (to_regclass('public.cruddur_meta') is not null or exists (
        select from pg_event_trigger_dropped_objects() where object_identity = 'public.cruddur_meta'))
      -- Not what goes with a table, or all of them with the schema.
      and (original or not exists (select from pg_event_trigger_dropped_objects() where original and object_type in ('schema', 'table')));
  else
    select string_agg(it.object_identity, ', ') into lost
    from pg_event_trigger_ddl_commands() as it
    left join pg_constraint as con on it.classid = 'pg_constraint'::regclass and con.oid = it.objid
    left join pg_class as class on class.oid = case it.classid when 'pg_class'::regclass then it.objid else con.conrelid end
    where it.object_type = 'schema' and it.object_identity <> 'public'
        and exists (select from pg_class where relnamespace = it.objid and relname = 'cruddur_meta')
      or coalesce(to_regclass('public.cruddur_meta'), to_regclass('public.cruddur_migrations')) is not null
        and case when class.relnamespace::regnamespace::text = 'public' and class.relname = any (${OURS})
          then it.objsubid <> 0 or con.oid is not null -- another name: what else is done to one is told as done to its table
          else pg_get_userbyid(class.relowner) = ${literal(OWNER)} and exists (
            select from unnest(${OURS}) as name where to_regclass('public.' || name) is null)
        end;
  end if;
  if lost is null then return; end if;
  raise exception using
    errcode = 'object_not_in_prerequisite_state',
    message = format(case tg_event when 'sql_drop' then 'Refused: %s would be dropped, and Cruddur does not work without it.'
      else 'Refused: %s would be left, and Cruddur does not work without what it was.' end, lost),
    hint = 'To begin again: npm run db:setup (npm run db:undo takes it back). To take in a database that you have: '
      || 'npm run db:import -- --from URL. If you mean it: set cruddur.guard = off';
end`;

const SCHEMA = "cruddur_guard";

/** What makes the guard, each by its name as ALTER EXTENSION has it, and whether it is there. */
const MEMBERS = [
  { object: `schema ${SCHEMA}`, found: `to_regnamespace('${SCHEMA}')`, of: "pg_namespace" },
  {
    object: `function ${SCHEMA}.refuse()`,
    found: `to_regprocedure('${SCHEMA}.refuse()')`,
    of: "pg_proc",
  },
  ...["drop", "alter"].map((name) => ({
    object: `event trigger ${SCHEMA}_${name}`,
    found: `(select oid from pg_event_trigger where evtname = '${SCHEMA}_${name}')`,
    of: "pg_event_trigger",
  })),
] as const;

/**
 * The superuser's statements that put the guard into the connected database, where it refuses that outside scripts drop,
 * rename or move away what is Cruddur's; elsewhere it does nothing. Idempotent. Its parts become the extension plpgsql's,
 * which each database has: dumps leave them out, and nobody else can drop them.
 */
export const GUARD_STATEMENTS: readonly string[] = [
  `create schema if not exists ${SCHEMA}`,
  `create or replace function ${SCHEMA}.refuse() returns event_trigger language plpgsql
   set search_path = pg_catalog, pg_temp as ${literal(REFUSE)}`,
  eventTrigger("drop", "sql_drop"),
  eventTrigger("alter", "ddl_command_end when tag in ('ALTER TABLE', 'ALTER SCHEMA')"),
  ...MEMBERS.map(
    ({ object, found, of }) =>
      `do $$ begin if not exists (select from pg_depend where classid = '${of}'::regclass and objid = ${found} and deptype = 'e')
       then alter extension plpgsql add ${object}; end if; end $$`,
  ),
];

function eventTrigger(name: string, when: string): string {
  return `do $$ begin if not exists (select from pg_event_trigger where evtname = '${SCHEMA}_${name}')
    then create event trigger ${SCHEMA}_${name} on ${when} execute function ${SCHEMA}.refuse(); end if; end $$`;
}
