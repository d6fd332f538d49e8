/*
  Write a crud for the user of a Cognito id and give it back in the feed's JSON shape. `ttl` is an interval
  ('7 days'), counted from the database's own clock. No row comes back when the user is not written yet.
*/
/* @name createActivity */
with created as (
  insert into public.activities (user_uuid, message, expires_at)
  select users.uuid, :message!::text, now() + :ttl!::text::interval
  from public.users
  where users.cognito_user_id = :cognitoUserId!
  returning *
)
select row_to_json(activity)::text as "activity!"
from (
  select
    created.uuid,
    users.display_name,
    users.handle,
    created.message,
    created.replies_count,
    created.reposts_count,
    created.likes_count,
    created.reply_to_activity_uuid,
    created.expires_at,
    created.created_at
  from created
  join public.users on users.uuid = created.user_uuid
) as activity;
