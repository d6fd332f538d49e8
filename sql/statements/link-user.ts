// Made by `npm run statements` from link-user.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface LinkUserParameters {
  cognitoUserId: string;
  email: string;
}

export interface LinkUserRow {
  uuid: string;
  handle: string;
}

export const linkUser: Statement<LinkUserParameters, LinkUserRow> = {
  name: "link-user-25bbea88",
  parameters: ["cognitoUserId","email"],
  text: `
with present as (
  select uuid, handle from public.users
  where cognito_user_id = $1::text and cognito_user_id <> 'MOCK'
),
linked as (
  update public.users
  set cognito_user_id = $1::text
  where lower(email) = lower($2::text) and not exists (select from present)
  returning uuid, handle
)
select uuid as "uuid", handle as "handle" from present
union all
select uuid, handle from linked
`,
};
