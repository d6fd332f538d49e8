/*
  The user's row when it is already there: by Cognito id, or by verified email when the row waits for a
  Cognito user ('MOCK') or belonged to one that was deleted. Linking keeps the person's cruds.

  Two steps instead of an "or", and `<> 'MOCK'` as the index has it (see find-user.sql): each step finds its row by
  an index, however many users there are.
*/
/* @name linkUser */
with present as (
  select uuid, handle from public.users
  where cognito_user_id = :cognitoUserId!::text and cognito_user_id <> 'MOCK'
),
linked as (
  update public.users
  set cognito_user_id = :cognitoUserId!::text
  where lower(email) = lower(:email!::text) and not exists (select from present)
  returning uuid, handle
)
select uuid as "uuid!", handle as "handle!" from present
union all
select uuid, handle from linked;
