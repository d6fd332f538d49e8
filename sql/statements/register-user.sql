/*
  Write a confirmed user and turn the handle's reservation into a possession, in one statement.
  No row comes back when the user is already written or when somebody else holds the handle.
  Unique violations: users_email_key (the email belongs to a row of another Cognito user) and
  users_handle_key (the handle belongs to a row that was written by hand).
*/
/* @name registerUser */
with claimed as (
  insert into public.handle_reservations as held (handle, user_name, user_uuid)
  select :handle!::text, :userName!::text, uuidv7()
  where not exists (
    select from public.users where cognito_user_id = :cognitoUserId!::text and cognito_user_id <> 'MOCK'
  )
  on conflict (handle) do update
  set user_name = excluded.user_name, user_uuid = excluded.user_uuid, expires_at = null, email = null, display_name = null
  where
    held.user_uuid is null
    and (
      held.user_name = excluded.user_name
      or lower(held.email) = lower(:email!::text)
      or held.expires_at <= now()
    )
  returning held.user_uuid, held.handle
)
insert into public.users (uuid, display_name, email, handle, cognito_user_id)
select claimed.user_uuid, :displayName!::text, :email!::text, claimed.handle, :cognitoUserId!::text
from claimed
returning uuid, handle;
