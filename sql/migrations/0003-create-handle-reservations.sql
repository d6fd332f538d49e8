-- Up Migration

-- Who holds a handle. Before confirmation it is a reservation that expires and carries what is needed to
-- write the user; afterwards it belongs to a user and carries nothing personal.
create table public.handle_reservations (
  handle text primary key check (handle = lower(handle)),
  user_name text not null,
  email text,
  display_name text,
  expires_at timestamptz,
  user_uuid uuid unique references public.users (uuid) on delete cascade,
  created_at timestamptz not null default current_timestamp,
  constraint handle_reservations_held_or_reserved check (
    (user_uuid is null and expires_at is not null and email is not null and display_name is not null)
    or (user_uuid is not null and expires_at is null and email is null and display_name is null)
  )
);

create index handle_reservations_user_name_idx on public.handle_reservations (user_name);

-- Down Migration

drop table public.handle_reservations;
