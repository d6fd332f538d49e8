// Made by `npm run statements` from reserve-handle.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface ReserveHandleParameters {
  handle: string;
  userName: string;
  email: string;
  displayName: string;
}

export interface ReserveHandleRow {
  handle: string;
}

export const reserveHandle: Statement<ReserveHandleParameters, ReserveHandleRow> = {
  name: "reserve-handle-793ee938",
  parameters: ["handle","userName","email","displayName"],
  text: `
with reserved as (
  insert into public.handle_reservations as held (handle, user_name, email, display_name, expires_at)
  select $1::text, $2::text, $3::text, $4::text, now() + interval '24 hours'
  where not exists (select from public.users where lower(users.handle) = $1::text)
  on conflict (handle) do update
  set
    user_name = excluded.user_name,
    email = excluded.email,
    display_name = excluded.display_name,
    expires_at = excluded.expires_at
  where
    held.user_uuid is null
    and (
      held.expires_at <= now()
      or held.user_name = excluded.user_name
      or lower(held.email) = lower(excluded.email)
    )
  returning held.handle
),
released as (
  update public.handle_reservations as other
  set expires_at = now()
  where
    other.user_uuid is null
    and lower(other.email) = lower($3::text)
    and other.handle <> $1::text
    and other.expires_at > now()
    and exists (select from reserved)
)
select handle as "handle" from reserved
union all
select handle from public.users
where lower(users.handle) = $1::text and lower(users.email) = lower($3::text)
`,
};
