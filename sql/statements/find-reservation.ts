// Made by `npm run statements` from find-reservation.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface FindReservationParameters {
  userName: string;
}

export interface FindReservationRow {
  handle: string;
  email: string;
  displayName: string;
}

export const findReservation: Statement<FindReservationParameters, FindReservationRow> = {
  name: "find-reservation-9aade66f",
  parameters: ["userName"],
  text: `
select handle, email as "email", display_name as "displayName"
from public.handle_reservations
where user_name = $1 and user_uuid is null
order by expires_at desc
limit 1
`,
};
