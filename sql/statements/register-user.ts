// Made by `npm run statements` from register-user.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface RegisterUserParameters {
  handle: string;
  userName: string;
  cognitoUserId: string;
  email: string;
  displayName: string;
}

export interface RegisterUserRow {
  uuid: string;
  handle: string;
}

export const registerUser: Statement<RegisterUserParameters, RegisterUserRow> = {
  name: "register-user-37dea05d",
  parameters: ["handle","userName","cognitoUserId","email","displayName"],
  text: `
with claimed as (
  insert into public.handle_reservations as held (handle, user_name, user_uuid)
  select $1::text, $2::text, uuidv7()
  where not exists (
    select from public.users where cognito_user_id = $3::text and cognito_user_id <> 'MOCK'
  )
  on conflict (handle) do update
  set user_name = excluded.user_name, user_uuid = excluded.user_uuid, expires_at = null, email = null, display_name = null
  where
    held.user_uuid is null
    and (
      held.user_name = excluded.user_name
      or lower(held.email) = lower($4::text)
      or held.expires_at <= now()
    )
  returning held.user_uuid, held.handle
)
insert into public.users (uuid, display_name, email, handle, cognito_user_id)
select claimed.user_uuid, $5::text, $4::text, claimed.handle, $3::text
from claimed
returning uuid, handle
`,
};
