/** Objects of every kind that somebody may make, so that each may be changed; by a superuser. */
export const MADE_BY_HAND = `
  create schema hand;
  create table hand.parent (id int generated always as identity primary key, body text not null default 'x', number int,
    twice int generated always as (number * 2) stored, span int4range, constraint positive check (number > 0),
    constraint once unique (number));
  create table hand.child (more text) inherits (hand.parent);
  create table hand.refers (id int, parent int, constraint refers_fk foreign key (parent) references hand.parent);
  create table hand.cut (id int, day date) partition by range (day);
  create table hand.cut_1 partition of hand.cut for values from ('2020-01-01') to ('2021-01-01');
  create view hand.seen as select body from hand.parent;
  create materialized view hand.kept as select body from hand.parent;
  create sequence hand.counter;
  create index body_idx on hand.parent (body);
  create function hand.f(a int) returns int language sql as 'select a';
  create procedure hand.p() language sql as 'select 1';
  create function hand.fires() returns trigger language plpgsql as 'begin return new; end';
  create function hand.event() returns event_trigger language plpgsql as 'begin end';
  create aggregate hand.total(int) (sfunc = int4pl, stype = int);
  create trigger fired before insert on hand.parent for each row execute function hand.fires();
  create rule ruled as on insert to hand.refers do also nothing;
  create policy allowed on hand.parent as restrictive for select to cruddur_api using (number > 1);
  create event trigger watching on ddl_command_start execute function hand.event();
  create type hand.mood as enum ('good', 'bad');
  create domain hand.small as int constraint small_check check (value < 10);
  create type hand.pair as (a int, b text);
  create type hand.floats as range (subtype = float8);
  create collation hand.sorted (provider = icu, locale = 'en');
  create operator hand.=== (leftarg = int, rightarg = int, function = int4eq);
  create operator family hand.family using btree;
  create operator class hand.class for type int using btree as operator 3 =, function 1 btint4cmp(int, int);
  create cast (hand.mood as int) with inout;
  create conversion hand.converts for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
  create foreign data wrapper wrapper;
  create server elsewhere foreign data wrapper wrapper;
  create user mapping for cruddur_api server elsewhere options (password 'secret');
  create foreign table hand.afar (id int) server elsewhere;
  create publication published for table hand.parent;
  create subscription subscribed connection 'host=nowhere' publication p with (connect = false, slot_name = none);
  create text search configuration hand.words (copy = pg_catalog.english);
  create text search dictionary hand.dictionary (template = pg_catalog.simple);
  create statistics hand.numbers on number, body from hand.parent;
  create access method heaps type table handler heap_tableam_handler;
  create trusted language speech handler plpgsql_call_handler;
  create role stranger;
`;

/**
 * What somebody may do by hand, and the differences that are told of it: `SQL ⇒ kind name & kind name`, a line each. The
 * database is `current`.
 */
export const DONE_BY_HAND = `
create rule swallow as on insert to public.activities do instead nothing ⇒ rule public.activities.swallow
create or replace rule ruled as on insert to hand.refers do instead nothing ⇒ rule hand.refers.ruled
alter table hand.refers disable rule ruled ⇒ rule hand.refers.ruled
drop policy allowed on hand.parent; create policy allowed on hand.parent as permissive for select to cruddur_api using (number > 1) ⇒ policy hand.parent.allowed
alter policy allowed on hand.parent to public ⇒ policy hand.parent.allowed
alter policy allowed on hand.parent using (number > 2) ⇒ policy hand.parent.allowed
create policy written on hand.parent for insert with check (number > 3) ⇒ policy hand.parent.written
alter table public.users enable row level security ⇒ table public.users
alter table public.users force row level security ⇒ table public.users
revoke execute on function hand.f(int) from public ⇒ privilege everybody on function hand.f(integer)
grant execute on function hand.f(int) to cruddur_api ⇒ privilege cruddur_api on function hand.f(integer)
alter function hand.f(int) security definer ⇒ function hand.f(integer)
alter function hand.f(int) stable ⇒ function hand.f(integer)
alter function hand.f(int) parallel safe ⇒ function hand.f(integer)
alter function hand.f(int) leakproof ⇒ function hand.f(integer)
alter function hand.f(int) strict ⇒ function hand.f(integer)
alter function hand.f(int) cost 7 ⇒ function hand.f(integer)
alter function hand.f(int) set search_path = hand ⇒ function hand.f(integer)
alter function hand.f(int) owner to cruddur_owner ⇒ function hand.f(integer)
create or replace function hand.f(a int) returns int language plpgsql as 'begin return a; end' ⇒ function hand.f(integer)
create or replace function hand.f(a int) returns int language sql as 'select a + 1' ⇒ function hand.f(integer)
create or replace function hand.f(a int default 3) returns int language sql as 'select a' ⇒ function hand.f(integer)
alter procedure hand.p() security definer ⇒ procedure hand.p()
create or replace aggregate hand.total(int) (sfunc = int4pl, stype = int, initcond = '7') ⇒ aggregate hand.total(integer)
alter table hand.parent drop column twice, add twice int generated always as (number * 2) virtual ⇒ column hand.child.twice & column hand.parent.twice & column order hand.child & column order hand.parent
alter table hand.parent alter twice set expression as (number * 3) ⇒ column hand.child.twice & column hand.parent.twice
alter table hand.parent alter body set default 'y' ⇒ column hand.child.body & column hand.parent.body
alter table hand.parent alter body drop default ⇒ column hand.child.body & column hand.parent.body
alter table hand.parent alter id set generated by default ⇒ column hand.parent.id
alter table hand.parent alter id set increment 5 ⇒ sequence hand.parent_id_seq
alter table hand.parent alter id drop identity ⇒ column hand.parent.id & sequence hand.parent_id_seq
alter sequence hand.counter increment 2 ⇒ sequence hand.counter
alter sequence hand.counter minvalue -5 ⇒ sequence hand.counter
alter sequence hand.counter maxvalue 100 ⇒ sequence hand.counter
alter sequence hand.counter start 7 ⇒ sequence hand.counter
alter sequence hand.counter cycle ⇒ sequence hand.counter
alter sequence hand.counter cache 9 ⇒ sequence hand.counter
alter sequence hand.counter as int ⇒ sequence hand.counter
alter sequence hand.counter owned by hand.parent.body ⇒ sequence hand.counter
alter sequence hand.counter set unlogged ⇒ sequence hand.counter
alter table hand.child no inherit hand.parent ⇒ table hand.child & column hand.child.body & column hand.child.id & column hand.child.number & column hand.child.span & column hand.child.twice & constraint hand.child.positive
alter table hand.cut detach partition hand.cut_1 ⇒ table hand.cut_1 & column hand.cut_1.day & column hand.cut_1.id
alter table hand.cut detach partition hand.cut_1; alter table hand.cut attach partition hand.cut_1 for values from ('2020-01-01') to ('2022-01-01') ⇒ table hand.cut_1
create table hand.cut_2 partition of hand.cut default ⇒ table hand.cut_2
alter table hand.parent disable trigger fired ⇒ trigger hand.parent.fired
alter table hand.parent enable replica trigger fired ⇒ trigger hand.parent.fired
alter table hand.parent enable always trigger fired ⇒ trigger hand.parent.fired
alter table public.activities disable trigger all ⇒ table public.activities
create or replace trigger fired after insert on hand.parent for each row execute function hand.fires() ⇒ trigger hand.parent.fired
create or replace trigger fired before insert on hand.parent for each row when (new.number > 1) execute function hand.fires() ⇒ trigger hand.parent.fired
create constraint trigger later after insert on hand.parent deferrable for each row execute function hand.fires() ⇒ trigger hand.parent.later
alter event trigger watching disable ⇒ event trigger watching
drop event trigger watching ⇒ event trigger watching
create event trigger cruddur_guard_mine on sql_drop execute function hand.event() ⇒ event trigger cruddur_guard_mine
alter type hand.pair add attribute c int ⇒ attribute hand.pair.c
alter type hand.pair alter attribute a type bigint ⇒ attribute hand.pair.a
alter type hand.pair owner to cruddur_owner ⇒ type hand.pair
alter domain hand.small drop constraint small_check ⇒ constraint hand.small.small_check
alter domain hand.small add constraint big check (value > 1) not valid ⇒ constraint hand.small.big
alter domain hand.small set not null ⇒ type hand.small
alter domain hand.small set default 3 ⇒ type hand.small
alter type hand.mood add value 'fine' before 'bad' ⇒ type hand.mood
alter type hand.mood rename value 'bad' to 'awful' ⇒ type hand.mood
grant usage on type hand.mood to cruddur_api ⇒ privilege cruddur_api on type hand.mood
revoke usage on type hand.mood from public ⇒ privilege everybody on type hand.mood
drop type hand.floats; create type hand.floats as range (subtype = float8, subtype_diff = float8mi) ⇒ type hand.floats
drop collation hand.sorted; create collation hand.sorted (provider = icu, locale = 'en', deterministic = false) ⇒ collation hand.sorted
drop collation hand.sorted; create collation hand.sorted (provider = icu, locale = 'de') ⇒ collation hand.sorted
alter operator hand.=== (int, int) set (restrict = eqsel) ⇒ operator hand.===(integer,integer)
alter operator hand.=== (int, int) owner to cruddur_owner ⇒ operator hand.===(integer,integer)
alter operator family hand.family using btree add operator 1 < (int, int8) ⇒ operator of family operator 1 (integer, bigint) of hand.family USING btree
alter operator family hand.family using btree add function 1 btint48cmp(int, int8) ⇒ function of family function 1 (integer, bigint) of hand.family USING btree
drop operator class hand.class using btree ⇒ function of family function 1 (integer, integer) of hand.class USING btree & operator class hand.class USING btree & operator of family operator 3 (integer, integer) of hand.class USING btree
drop cast (hand.mood as int); create cast (hand.mood as int) with inout as implicit ⇒ cast (hand.mood AS integer)
create cast (int as hand.mood) with inout as assignment ⇒ cast (integer AS hand.mood)
create default conversion hand.more for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8 ⇒ conversion hand.more
alter table hand.parent drop constraint once, add constraint once unique (number) deferrable ⇒ constraint hand.parent.once
alter table hand.refers alter constraint refers_fk deferrable initially deferred ⇒ constraint hand.refers.refers_fk
alter table hand.refers alter constraint refers_fk not enforced ⇒ constraint hand.refers.refers_fk
alter table hand.refers add constraint refers_more foreign key (id) references hand.parent not valid ⇒ constraint hand.refers.refers_more
alter table hand.refers add constraint own check (id > 0) no inherit ⇒ constraint hand.refers.own
alter table hand.refers add constraint own check (id > 0) not valid ⇒ constraint hand.refers.own
alter table hand.refers alter id set not null ⇒ column hand.refers.id
alter table hand.refers add constraint named not null id ⇒ column hand.refers.id
alter table hand.refers add constraint named not null id no inherit ⇒ column hand.refers.id
alter table hand.refers add constraint refers_id_not_null not null id not valid ⇒ column hand.refers.id
alter table hand.parent rename constraint parent_body_not_null to other ⇒ column hand.child.body & column hand.parent.body
alter table hand.parent alter constraint parent_body_not_null no inherit ⇒ column hand.parent.body
update pg_index set indisvalid = false where indexrelid = 'hand.body_idx'::regclass ⇒ index hand.body_idx
update pg_index set indisready = false where indexrelid = 'hand.body_idx'::regclass ⇒ index hand.body_idx
drop index hand.body_idx; create unique index body_idx on hand.parent (body) ⇒ index hand.body_idx
drop index hand.body_idx; create unique index body_idx on hand.parent (body) nulls not distinct ⇒ index hand.body_idx
drop index hand.body_idx; create index body_idx on hand.parent (body text_pattern_ops) ⇒ index hand.body_idx
drop index hand.body_idx; create index body_idx on hand.parent (body collate "C") ⇒ index hand.body_idx
drop index hand.body_idx; create index body_idx on hand.parent (body) where number > 1 ⇒ index hand.body_idx
alter index hand.body_idx set (fillfactor = 50) ⇒ index hand.body_idx
alter index hand.once set (fillfactor = 50) ⇒ index hand.once
alter table hand.parent cluster on body_idx ⇒ index hand.body_idx
alter table hand.parent replica identity using index parent_pkey ⇒ index hand.parent_pkey
alter table hand.parent replica identity full ⇒ table hand.parent
alter table hand.parent alter body set storage external ⇒ column hand.child.body & column hand.parent.body
alter table hand.parent alter body set compression pglz ⇒ column hand.parent.body
alter table hand.parent alter body set statistics 500 ⇒ column hand.child.body & column hand.parent.body
alter table hand.parent alter body set (n_distinct = 5) ⇒ column hand.parent.body
alter table hand.refers alter parent type bigint ⇒ column hand.refers.parent
alter table hand.parent set (fillfactor = 50) ⇒ table hand.parent
alter table hand.parent set (toast.autovacuum_enabled = false) ⇒ table hand.parent
alter table hand.refers set unlogged ⇒ table hand.refers
alter table hand.refers set access method heaps ⇒ table hand.refers
alter table hand.refers owner to cruddur_owner ⇒ table hand.refers
alter table hand.refers drop column id, add id int ⇒ column order hand.refers
alter table hand.refers rename id to number ⇒ column hand.refers.id & column hand.refers.number
alter schema hand owner to cruddur_owner ⇒ schema hand
alter procedure hand.p() rename to q ⇒ procedure hand.p() & procedure hand.q()
alter default privileges in schema hand grant select on tables to public ⇒ default privilege cruddur_superuser in hand (r)
alter default privileges revoke execute on functions from public ⇒ default privilege cruddur_superuser in every schema (f)
grant select on hand.parent to cruddur_reader ⇒ privilege cruddur_reader on table hand.parent
grant select on hand.parent to cruddur_reader with grant option ⇒ privilege cruddur_reader on table hand.parent
grant select on hand.parent to stranger ⇒ privilege stranger on table hand.parent
grant select (body) on hand.parent to cruddur_api ⇒ privilege cruddur_api on column hand.parent.body
revoke select on public.users from cruddur_owner ⇒ table public.users
revoke truncate on hand.parent from current_user ⇒ table hand.parent
grant usage on sequence hand.counter to public ⇒ privilege everybody on sequence hand.counter
grant create on schema public to cruddur_api ⇒ privilege cruddur_api on schema public
grant create on database current to public ⇒ privilege everybody on this database
grant usage on language speech to cruddur_api; revoke usage on language speech from public ⇒ privilege cruddur_api on language speech & privilege everybody on language speech
grant usage on foreign server elsewhere to cruddur_api ⇒ privilege cruddur_api on foreign server elsewhere
grant usage on foreign data wrapper wrapper to public ⇒ privilege everybody on foreign data wrapper wrapper
grant set on parameter log_statement to cruddur_api ⇒ privilege cruddur_api on parameter log_statement
grant execute on function pg_catalog.pg_read_file(text) to cruddur_api ⇒ privilege cruddur_api on function pg_read_file(text)
revoke execute on function pg_catalog.now() from public ⇒ privilege everybody on function now()
grant select on pg_catalog.pg_authid to public ⇒ privilege everybody on table pg_authid
grant select (rolpassword) on pg_catalog.pg_authid to cruddur_reader ⇒ privilege cruddur_reader on column pg_authid.rolpassword
grant cruddur_owner to stranger ⇒ membership stranger of cruddur_owner
grant cruddur_owner to cruddur_api with inherit false ⇒ membership cruddur_api of cruddur_owner
grant pg_read_all_data to cruddur_reader ⇒ membership cruddur_reader of pg_read_all_data
alter role cruddur_api bypassrls ⇒ role cruddur_api
alter role cruddur_api connection limit 3 ⇒ role cruddur_api
alter role cruddur_api valid until '2100-01-01' ⇒ role cruddur_api
alter role cruddur_api set work_mem = '1MB' ⇒ setting cruddur_api.work_mem
alter role all in database current set search_path = hand ⇒ setting everybody.search_path in this database
alter role cruddur_api in database current set role = 'cruddur_owner' ⇒ setting cruddur_api.role in this database
alter database current connection limit 9 ⇒ database (this one)
create extension pgcrypto schema hand ⇒ extension pgcrypto
drop extension "uuid-ossp" ⇒ extension "uuid-ossp"
alter extension "uuid-ossp" add function hand.f(int) ⇒ extension "uuid-ossp" & function hand.f(integer)
create function hand.hides() returns int language sql as $$ select 1 $$; alter extension plpgsql add function hand.hides() ⇒ function hand.hides()
alter server elsewhere options (add host 'x') ⇒ foreign server elsewhere
alter user mapping for cruddur_api server elsewhere options (add extra 'x') ⇒ user mapping cruddur_api on elsewhere
create user mapping for public server elsewhere ⇒ user mapping everybody on elsewhere
alter foreign table hand.afar options (add x 'y') ⇒ foreign table hand.afar
alter foreign data wrapper wrapper options (add x 'y') ⇒ foreign data wrapper wrapper
alter foreign table hand.afar alter id options (add x 'y') ⇒ column hand.afar.id
alter publication published set (publish = 'insert') ⇒ publication published
alter publication published add tables in schema hand ⇒ publication of schema hand in published
alter publication published set table hand.parent (id) where (id > 1) ⇒ publication of table hand.child in published & publication of table hand.parent in published
create publication everything for all tables ⇒ publication everything
alter subscription subscribed set (synchronous_commit = on) ⇒ subscription subscribed
alter text search configuration hand.words alter mapping for word with simple ⇒ text search configuration hand.words
alter text search dictionary hand.dictionary (accept = false) ⇒ text search dictionary hand.dictionary
alter statistics hand.numbers set statistics 9 ⇒ statistics hand.numbers
drop statistics hand.numbers; create statistics hand.numbers (mcv) on number, body from hand.parent ⇒ statistics hand.numbers
create or replace view hand.seen with (security_barrier) as select body from hand.parent ⇒ view hand.seen
create or replace view hand.seen with (security_invoker) as select body from hand.parent ⇒ view hand.seen
create or replace view hand.seen as select body from hand.parent where number > 1 with check option ⇒ view hand.seen
alter view hand.seen alter body set default 'z' ⇒ column hand.seen.body
refresh materialized view hand.kept with no data ⇒ materialized view hand.kept
create transform for hand.mood language sql (from sql with function pg_catalog.prsd_lextype(internal)) ⇒ transform for hand.mood language sql
alter table public.users add column "a""b" int ⇒ column public.users."a""b"
create table public."Evil. Name" (id int) ⇒ table public."Evil. Name"
create function public.lower(x text) returns text language sql as 'select x' ⇒ function public.lower(text)
create function pg_catalog.odd() returns int language sql as 'select 1' ⇒ function odd()
create function information_schema.odd() returns int language sql as 'select 1' ⇒ function information_schema.odd()
`;
