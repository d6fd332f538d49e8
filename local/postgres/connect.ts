import { connectedClient, endClient } from "#database/connection/connected-client";
import { SESSION_OPTIONS } from "#database/connection/session-settings";
import { tlsFor } from "#database/connection/tls";
import { loginFault } from "#lib/connection/login-fault";
import { parseConnectionUrl, tlsParametersOf } from "#lib/connection/url";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { IS_PREPARED } from "./superuser/prepare.ts";

/** What a server says of itself. */
export interface ServerAnswer {
  /** "18.4" */
  readonly version: string;
  /** It is one of ours whose accounts are as this release makes them. */
  readonly isPrepared: boolean;
}

/** The version alone, as `askServer` finds it. */
export const askVersion = async (url: string, timeoutMs: number): Promise<string> =>
  (await askServer(url, timeoutMs)).version;

/**
 * Connects, asks the server, and leaves.
 *
 * @param timeoutMs for the connection and for the answer, each
 */
export async function askServer(url: string, timeoutMs: number): Promise<ServerAnswer> {
  // Taken apart by us, as pg would give sslmode meanings of its own.
  const { parameters, ...address } = parseConnectionUrl(url);
  const client = await connectedClient({
    ...address,
    ssl: await tlsFor({ host: address.host, ...tlsParametersOf({ parameters }) }),
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: "cruddur server check",
    options: SESSION_OPTIONS,
  });
  try {
    const { rows } = await client.query<ServerAnswer>(
      `select split_part(current_setting('server_version'), ' ', 1) as version, ${IS_PREPARED} as "isPrepared"`,
    );
    return rows[0]!;
  } finally {
    await endClient(client);
  }
}

/**
 * Says what a failed connection means and what to do about it. What is said already stays as it is.
 *
 * @param place which server: "db.example.com:5432"
 * @param variable the environment variable with the connection URL
 */
export function connectProblem(
  error: unknown,
  place: string,
  variable = "CONNECTION_URL",
): UserError {
  if (error instanceof UserError) return error;
  const code = codeOf(error) ?? "";
  const told = messageOf(error) || code;
  const problem = (text: string, hint: string): UserError =>
    new UserError(`${text} (${told})`, hint, { cause: error });
  const orUnset = variable === "CONNECTION_URL" ? ", or unset it to use the embedded server" : "";
  if (code === "ECONNREFUSED" || code === "ENOENT") {
    return problem(
      `No PostgreSQL listens at ${place}.`,
      `Start that server, or correct host and port in ${variable}${orUnset}.`,
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return problem(`The host of ${place} is not known.`, `Correct the host in ${variable}.`);
  }
  const fault = loginFault(error, place, variable);
  if (fault) return problem(fault.says, fault.hint);
  if (code === "28P01" || code === "28000") {
    return problem(
      `The server at ${place} refuses this user and password.`,
      `Correct them in ${variable}; special characters in a password are percent-encoded there (@ is %40).`,
    );
  }
  if (code === "ETIMEDOUT" || /timeout/i.test(told)) {
    return problem(
      `The server at ${place} does not answer.`,
      "A firewall or a security group may be in the way, or the host is wrong. On AWS: is your address allowed in?",
    );
  }
  return problem(`The server at ${place} cannot be used.`, `Correct ${variable}${orUnset}.`);
}
