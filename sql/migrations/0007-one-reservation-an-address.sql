-- no-transaction

-- Up Migration

-- A sign-up releases what its address has reserved before: found by the address, however many reservations there are.
create index concurrently handle_reservations_email_idx
on public.handle_reservations (lower(email))
where user_uuid is null;

-- Down Migration

drop index concurrently public.handle_reservations_email_idx;
