/*
  The user of a Cognito id (the `sub` of a verified token). The second condition says what the index on it is for:
  the plan is made once for all parameters, and would otherwise read the whole table.
*/
/* @name findUser */
select uuid, handle, display_name, email, created_at
from public.users
where cognito_user_id = :cognitoUserId! and cognito_user_id <> 'MOCK';
