/*
  One page of the home feed, newest first, as the bootcamp's JSON array; expired cruds are left out by the
  database's own clock. The page starts after (beforeCreatedAt, beforeUuid): 'infinity' and the highest uuid
  give the first page. nextCreatedAt and nextUuid are null on the last page. A page has 100 cruds at most.

  101 is that and the one that tells of a next page; no more rows are read than are asked for. The plan is made
  once for all parameters (plan_cache_mode in lib/domain/access.ts), and a constant tells it that a page is short.

  The two halves are the two indexes of sql/migrations/0005: cruds that live 744 hours (31 days) at most, of which the
  older ones are all expired, and the rest. Their conditions have to stay word for word those of the indexes.
*/
/* @name listHomeActivities */
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
        and (created_at, uuid) < (:beforeCreatedAt!::timestamptz, :beforeUuid!::uuid)
      order by created_at desc, uuid desc
      limit 101
    )
    union all
    (
      select * from public.activities
      where
        (expires_at - created_at <= interval '744 hours') is not true
        and coalesce(expires_at, 'infinity') > now()
        and (created_at, uuid) < (:beforeCreatedAt!::timestamptz, :beforeUuid!::uuid)
      order by created_at desc, uuid desc
      limit 101
    )
  ) as activities
  join public.users on users.uuid = activities.user_uuid
  order by activities.created_at desc, activities.uuid desc
  limit 101
),
shown as (
  select * from page order by created_at desc, uuid desc limit :pageSize!::int
),
edge as (
  select created_at, uuid from page
  where exists (select from page offset :pageSize!::int)
  order by created_at desc, uuid desc
  offset :pageSize!::int - 1
  limit 1
)
select
  coalesce((select json_agg(shown order by created_at desc, uuid desc) from shown), '[]'::json)::text as "activities!",
  (select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from edge) as "nextCreatedAt",
  (select uuid from edge) as "nextUuid";
