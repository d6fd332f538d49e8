/*
  The user's row when it is already there: by Cognito id, or by verified email when the row waits for a
  Cognito user ('MOCK') or belonged to one that was deleted. Linking keeps the person's cruds.
*/
/* @name linkUser */
update public.users
set cognito_user_id = :cognitoUserId!::text
where
  cognito_user_id = :cognitoUserId!::text
  or (
    lower(email) = lower(:email!::text)
    and not exists (select from public.users as other where other.cognito_user_id = :cognitoUserId!::text)
  )
returning uuid, handle;
