/* The user of a Cognito id (the `sub` of a verified token). */
/* @name findUser */
select uuid, handle, display_name, email, created_at
from public.users
where cognito_user_id = :cognitoUserId!;
