import { hostname, userInfo } from "node:os";
import pg from "pg";

/** What it takes to reach one database as one user. */
export interface ConnectionParameters {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `verify-full` checks the server's certificate and name. @default false, a server on this machine */
  readonly ssl?: pg.ClientConfig["ssl"];
}

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
  const client = new pg.Client({
    ...parameters,
    application_name: applicationName(chore),
    connectionTimeoutMillis: 5_000,
  });
  // A server that goes away emits 'error' on the idle client; the statement in flight rejects by itself.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
