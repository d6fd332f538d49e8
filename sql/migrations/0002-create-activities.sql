-- Up Migration

create table public.activities (
  uuid uuid primary key default uuidv7(),
  user_uuid uuid not null references public.users (uuid) on delete cascade,
  message text not null check (char_length(message) between 1 and 280),
  replies_count integer not null default 0 check (replies_count >= 0),
  reposts_count integer not null default 0 check (reposts_count >= 0),
  likes_count integer not null default 0 check (likes_count >= 0),
  reply_to_activity_uuid uuid references public.activities (uuid) on delete set null,
  expires_at timestamptz,
  created_at timestamptz not null default current_timestamp
);

-- The home feed's order. Included columns would not spare the table: only a scan that needs nothing else reads them.
create index activities_home_idx on public.activities (created_at desc, uuid desc);

create index activities_user_uuid_idx on public.activities (user_uuid);

create index activities_reply_to_idx on public.activities (reply_to_activity_uuid)
where reply_to_activity_uuid is not null;

-- Down Migration

drop table public.activities;
