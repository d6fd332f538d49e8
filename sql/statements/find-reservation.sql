/* What a confirmed user asked for at sign-up, when the row in users could not be written at confirmation. */
/* @name findReservation */
select handle, email as "email!", display_name as "displayName!"
from public.handle_reservations
where user_name = :userName! and user_uuid is null
order by expires_at desc
limit 1;
