-- Up Migration

set local lock_timeout = '5s';

-- A page of the feed steps over expired cruds. With the expiry in the index it does so without reading their rows;
-- and of cruds that live 31 days at most (the page's seven choices all do) it never looks further back than that.
-- Each crud is in one of the two indexes, so writing costs what it did.
-- lint-allow index-concurrently: before the first release no database holds enough cruds to wait for
create index activities_home_short_lived_idx on public.activities (created_at desc, uuid desc, expires_at)
where expires_at - created_at <= interval '744 hours';

-- The rest lives longer, or for ever.
-- lint-allow index-concurrently: before the first release no database holds enough cruds to wait for
create index activities_home_long_lived_idx
on public.activities (created_at desc, uuid desc, (coalesce(expires_at, 'infinity')))
where (expires_at - created_at <= interval '744 hours') is not true;

-- lint-allow index-concurrently: before the first release no database holds enough cruds to wait for
drop index public.activities_home_idx;

-- Down Migration

set local lock_timeout = '5s';

create index activities_home_idx on public.activities (created_at desc, uuid desc);

drop index public.activities_home_long_lived_idx;
drop index public.activities_home_short_lived_idx;
