import { hostname, userInfo } from "node:os";
import type pg from "pg";
import type { ConnectionParameters } from "#lib/domain/target";
import { connectedClient, endClient } from "./connected-client.ts";
import { SESSION_OPTIONS } from "./session-settings.ts";
import { tlsFor } from "./tls.ts";

export type { ConnectionParameters };

/** How our sessions are named in pg_stat_activity: `cruddur/<chore>@<developer>`. 63 bytes at most. */
export function applicationName(chore: string): string {
  return `cruddur/${chore}@${safeUser()}`.slice(0, 63);
}

function safeUser(): string {
  try {
    return userInfo().username;
  } catch {
    return hostname(); // a container's uid may have no name
  }
}

/** Opens a connection, runs the work, closes the connection whatever happens. */
export async function withClient<T>(
  parameters: ConnectionParameters,
  chore: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await openClient(parameters, chore);
  try {
    return await work(client);
  } finally {
    await endClient(client);
  }
}

/**
 * Opens a connection that the caller ends. Its session is the same whatever the environment, the role or the database
 * would make of it (`session-settings.ts`), but for one that is a person's own.
 */
export async function openClient(
  parameters: ConnectionParameters,
  chore: string,
  { isTheirs = false } = {},
): Promise<pg.Client> {
  const { host, hostaddr, port, user, password, database } = parameters;
  const ssl = await tlsFor(parameters);
  return connectedClient({
    host: hostaddr ?? host,
    port,
    user,
    password,
    database,
    ssl: hostaddr !== undefined && typeof ssl === "object" ? { ...ssl, servername: host } : ssl,
    application_name: applicationName(chore),
    ...(isTheirs ? {} : { options: SESSION_OPTIONS }),
    connectionTimeoutMillis: 5_000,
  });
}
