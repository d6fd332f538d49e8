import { typed } from "./typed.ts";

/** What to type to take the bootcamp's rows from the server of CONNECTION_URL, when it is too old to work on. */
export const takeAlong = (): string =>
  `To take the users and cruds of a bootcamp database along: export OLD_URL="$CONNECTION_URL"; unset CONNECTION_URL; ${typed("db:import", "--from OLD_URL")}`;
