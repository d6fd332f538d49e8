import { UserError } from "#lib/errors";
import { takeAlong } from "#lib/terminal/take-along";
import { typed } from "#lib/terminal/typed";

/** The first with `uuidv7()`, which the schema's keys come from. */
export const POSTGRES_MAJOR = 18;

/**
 * The bootcamp's own login, which is no secret: such a server listens on 127.0.0.1 only. It may make databases and roles,
 * and is no superuser, so that who has it runs no programs as us.
 */
export const MASTER = { user: "postgres", password: "password", database: "postgres" } as const;

/** The oldest that commands work on which need nothing of ours on the server. */
export const OLDEST_TAKEN = 12;

/**
 * Returns a server's version when it is new enough.
 *
 * @param version as the server tells it: "18.4", "18beta1"
 * @param place which server, for the message: "127.0.0.1:5432"
 */
export function checkedVersion(
  version: string,
  place: string,
  { oldest = POSTGRES_MAJOR, variable = "CONNECTION_URL" } = {},
): string {
  if (Number.parseInt(version, 10) >= oldest) return version;
  const why = oldest === POSTGRES_MAJOR ? ", for uuidv7()" : "";
  const orUnset =
    variable === "CONNECTION_URL"
      ? `, or unset it and use the embedded one: ${typed("start", "--postgres embedded")}` +
        (Number.parseInt(version, 10) >= OLDEST_TAKEN ? `\n${takeAlong()}` : "")
      : ".";
  throw new UserError(
    `The server at ${place} is PostgreSQL ${version}; ${oldest} or newer is needed${why}.`,
    `Point ${variable} at a newer server${orUnset}`,
  );
}
