-- Up Migration

-- uuid_generate_v4() is what the bootcamp's own SQL calls; our keys use uuidv7().
create extension if not exists "uuid-ossp" with schema public;

create table public.users (
  uuid uuid primary key default uuidv7(),
  display_name text not null check (char_length(display_name) between 1 and 100),
  handle text not null check (char_length(handle) between 1 and 50),
  email text not null check (char_length(email) between 3 and 254),
  cognito_user_id text not null check (cognito_user_id <> ''),
  created_at timestamptz not null default current_timestamp
);

create unique index users_handle_key on public.users (lower(handle));
create unique index users_email_key on public.users (lower(email));

-- 'MOCK' is the placeholder of the bootcamp's seed users; any number of them may wait for a Cognito user.
create unique index users_cognito_user_id_key on public.users (cognito_user_id)
where cognito_user_id <> 'MOCK';

-- Down Migration

drop table public.users;
