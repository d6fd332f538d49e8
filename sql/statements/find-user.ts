// Made by `npm run statements` from find-user.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface FindUserParameters {
  cognitoUserId: string;
}

export interface FindUserRow {
  uuid: string;
  handle: string;
  display_name: string;
  email: string;
  created_at: Date;
}

export const findUser: Statement<FindUserParameters, FindUserRow> = {
  name: "find-user-5071d450",
  parameters: ["cognitoUserId"],
  text: `
select uuid, handle, display_name, email, created_at
from public.users
where cognito_user_id = $1 and cognito_user_id <> 'MOCK'
`,
};
