// Made by `npm run statements` from list-home-activities.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface ListHomeActivitiesParameters {
  beforeCreatedAt: Date | string;
  beforeUuid: string;
  pageSize: number;
}

export interface ListHomeActivitiesRow {
  activities: string;
  nextCreatedAt: string | null;
  nextUuid: string | null;
}

export const listHomeActivities: Statement<ListHomeActivitiesParameters, ListHomeActivitiesRow> = {
  name: "list-home-activities-fcbeb861",
  parameters: ["beforeCreatedAt","beforeUuid","pageSize"],
  text: `
with page as (
  select
    activities.uuid,
    users.display_name,
    users.handle,
    activities.message,
    activities.replies_count,
    activities.reposts_count,
    activities.likes_count,
    activities.reply_to_activity_uuid,
    activities.expires_at,
    activities.created_at
  from (
    (
      select * from public.activities
      where
        expires_at - created_at <= interval '744 hours'
        and expires_at > now()
        and created_at > now() - interval '744 hours'
        and (created_at, uuid) < ($1::timestamptz, $2::uuid)
      order by created_at desc, uuid desc
      limit 101
    )
    union all
    (
      select * from public.activities
      where
        (expires_at - created_at <= interval '744 hours') is not true
        and coalesce(expires_at, 'infinity') > now()
        and (created_at, uuid) < ($1::timestamptz, $2::uuid)
      order by created_at desc, uuid desc
      limit 101
    )
  ) as activities
  join public.users on users.uuid = activities.user_uuid
  order by activities.created_at desc, activities.uuid desc
  limit 101
),
shown as (
  select * from page order by created_at desc, uuid desc limit $3::int
),
edge as (
  select created_at, uuid from page
  where exists (select from page offset $3::int)
  order by created_at desc, uuid desc
  offset $3::int - 1
  limit 1
)
select
  coalesce((select json_agg(shown order by created_at desc, uuid desc) from shown), '[]'::json)::text as "activities",
  (select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from edge) as "nextCreatedAt",
  (select uuid from edge) as "nextUuid"
`,
};
