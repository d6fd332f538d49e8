// Made by `npm run statements` from create-activity.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface CreateActivityParameters {
  uuid: string;
  message: string;
  ttl: string;
  cognitoUserId: string;
}

export interface CreateActivityRow {
  activity: string;
}

export const createActivity: Statement<CreateActivityParameters, CreateActivityRow> = {
  name: "create-activity-36e5e9b9",
  parameters: ["uuid","message","ttl","cognitoUserId"],
  text: `
with created as (
  insert into public.activities (uuid, user_uuid, message, expires_at)
  select $1::uuid, users.uuid, $2::text, now() + $3::text::interval
  from public.users
  where users.cognito_user_id = $4 and users.cognito_user_id <> 'MOCK'
  on conflict (uuid) do nothing
  returning *
),
activity as (
  select * from created
  union all
  select * from public.activities
  where activities.uuid = $1::uuid and not exists (select from created)
)
select row_to_json(shown)::text as "activity"
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
  where users.cognito_user_id = $4 and users.cognito_user_id <> 'MOCK'
) as shown
`,
};
