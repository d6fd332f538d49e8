-- Up Migration

set local lock_timeout = '5s';

-- A sign-up releases what its address has reserved before: found by the address, however many reservations there are.
-- lint-allow index-concurrently: before the first release no database holds enough reservations to wait for
create index handle_reservations_email_idx
on public.handle_reservations (lower(email))
where user_uuid is null;

-- Down Migration

set local lock_timeout = '5s';

drop index public.handle_reservations_email_idx;
