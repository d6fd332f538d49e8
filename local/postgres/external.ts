import { connectionUrlFor, parseConnectionUrl, type ServerAddress } from "#lib/connection/url";
import { codeOf } from "#lib/errors";
import { askVersion, connectProblem } from "./connect.ts";
import { isAnswering } from "./free-port.ts";
import type { PostgresServer } from "./server.ts";
import { checkedVersion } from "./version.ts";

export interface ExternalOptions {
  /** The environment variable that holds the URL, for messages. @default "CONNECTION_URL" */
  readonly variable?: string;
  /** For each connection and each answer. @default 3000 */
  readonly timeoutMs?: number;
  /** The major version from which on the server will do. @default 18 */
  readonly oldest?: number;
}

/**
 * A server of somebody else's, which we use and never stop.
 *
 * @param url a connection URL; the database in it is the `targetDatabase`
 * @throws RefusedError when the URL is malformed, and UserError when the server does not answer in time or is too old
 */
export async function openExternal(
  url: string,
  { variable = "CONNECTION_URL", timeoutMs = 3_000, oldest }: ExternalOptions = {},
): Promise<PostgresServer> {
  const target = parseConnectionUrl(url, variable);
  const place = `${target.host}:${target.port}`;
  const { database, version } = await findDatabase(target, timeoutMs).catch((error: unknown) => {
    throw connectProblem(error, place, variable);
  });
  checkedVersion(version, place, { variable, ...(oldest === undefined ? {} : { oldest }) });
  const address = { ...target, database };
  const ask = (): Promise<string> => askVersion(connectionUrlFor(address), timeoutMs);
  return {
    kind: "external",
    ...address,
    targetDatabase: target.database,
    version,
    describe: () => `external PostgreSQL ${version} at ${place}`,
    isRunning: () => ask().then(Boolean, () => false),
    glance: async () =>
      (await isAnswering(target.host, target.port, timeoutMs)) ? "up" : "crashed",
    stop: () => Promise.resolve(),
  };
}

/** The maintenance database: `postgres` where we may use it, else the target itself. */
async function findDatabase(
  target: ServerAddress,
  timeoutMs: number,
): Promise<{ database: string; version: string }> {
  const ask = async (database: string) => ({
    database,
    version: await askVersion(connectionUrlFor(target, database), timeoutMs),
  });
  return ask("postgres").catch((error: unknown) => {
    // No such database, no entry in pg_hba.conf, no CONNECT privilege.
    if (["3D000", "28000", "42501"].includes(codeOf(error) ?? "")) return ask(target.database);
    throw error;
  });
}
