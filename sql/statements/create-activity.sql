/*
  Write a crud for the user of a Cognito id and give it back in the feed's JSON shape. `ttl` is an interval
  ('7 days'), counted from the database's own clock. The caller makes the uuid, so that sending the statement
  again after a broken connection writes nothing twice. No row comes back when the user is not written yet.
*/
/* @name createActivity */
with created as (
  insert into public.activities (uuid, user_uuid, message, expires_at)
  select :uuid!::uuid, users.uuid, :message!::text, now() + :ttl!::text::interval
  from public.users
  where users.cognito_user_id = :cognitoUserId! and users.cognito_user_id <> 'MOCK'
  on conflict (uuid) do nothing
  returning *
),
activity as (
  select * from created
  union all
  select * from public.activities
  where activities.uuid = :uuid!::uuid and not exists (select from created)
)
select row_to_json(shown)::text as "activity!"
from (
  select
    activity.uuid,
    users.display_name,
    users.handle,
    activity.message,
    activity.replies_count,
    activity.reposts_count,
    activity.likes_count,
    activity.reply_to_activity_uuid,
    activity.expires_at,
    activity.created_at
  from activity
  join public.users on users.uuid = activity.user_uuid
  where users.cognito_user_id = :cognitoUserId! and users.cognito_user_id <> 'MOCK'
) as shown;
