-- Up Migration

set local lock_timeout = '5s';

-- The bootcamp's seed users have no email. One that waits for nobody ('MOCK') gets an address that nobody has, by a name
-- that is reserved for that (RFC 2606); a row of a real user without an email is refused as before.
create function public.users_give_mock_email() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  new.email := coalesce(new.email, lower(new.handle) || '@mock.invalid');
  return new;
end
$$;

create trigger users_give_mock_email
before insert on public.users
for each row
when (new.email is null and new.cognito_user_id = 'MOCK')
execute function public.users_give_mock_email();

-- Down Migration

set local lock_timeout = '5s';

drop trigger users_give_mock_email on public.users;

drop function public.users_give_mock_email();
