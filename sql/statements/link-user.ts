// Made by `npm run statements` from link-user.sql. Do not edit.
import type { Statement } from "#lib/statement";

export interface LinkUserParameters {
  cognitoUserId: string;
  email: string;
}

export interface LinkUserRow {
  uuid: string;
  handle: string;
}

export const linkUser: Statement<LinkUserParameters, LinkUserRow> = {
  name: "link-user-d477c40b",
  parameters: ["cognitoUserId","email"],
  text: `
update public.users
set cognito_user_id = $1::text
where
  cognito_user_id = $1::text
  or (
    lower(email) = lower($2::text)
    and not exists (select from public.users as other where other.cognito_user_id = $1::text)
  )
returning uuid, handle
`,
};
