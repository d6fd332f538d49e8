-- Up Migration

-- One row that says which environment this database belongs to. Destructive commands read it, over the
-- connection that they are about to use, and refuse when it is not the environment they were told.
create table public.cruddur_meta (
  singleton boolean primary key default true check (singleton),
  environment text not null check (environment <> ''),
  stack text not null check (stack <> ''),
  fingerprint uuid not null default uuidv7(),
  created_at timestamptz not null default current_timestamp
);

-- Down Migration

drop table public.cruddur_meta;
