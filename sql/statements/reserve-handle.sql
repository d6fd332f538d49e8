/*
  Reserve a handle for a sign-up that is not confirmed yet, for as long as a confirmation code lives.
  No row comes back when somebody else holds the handle. The same person (by user name or by email) may
  reserve again: Cognito calls PreSignUp up to three times, and people start a sign-up over. Whoever has a
  row in users already, from a user pool that is gone, keeps the handle by their email.

  An address has one open reservation: another handle that it had reserved is anybody's again.
*/
/* @name reserveHandle */
with reserved as (
  insert into public.handle_reservations as held (handle, user_name, email, display_name, expires_at)
  select :handle!::text, :userName!::text, :email!::text, :displayName!::text, now() + interval '24 hours'
  where not exists (select from public.users where lower(users.handle) = :handle!::text)
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
    and lower(other.email) = lower(:email!::text)
    and other.handle <> :handle!::text
    and other.expires_at > now()
    and exists (select from reserved)
)
select handle as "handle!" from reserved
union all
select handle from public.users
where lower(users.handle) = :handle!::text and lower(users.email) = lower(:email!::text);
