import { connectionUrlFor, parseConnectionUrl, type ServerAddress } from "#lib/connection/url";
import { codeOf } from "#lib/errors";
import { askVersion, connectProblem } from "./connect.ts";
import { isAnswering } from "./free-port.ts";
import type { PostgresServer } from "./server.ts";
import { checkedVersion } from "./version.ts";

/**
 * A server of somebody else's, which we use and never stop.
 *
 * @param url CONNECTION_URL; the database in it is the `targetDatabase`
 * @param timeoutMs for each connection and each answer
 * @throws UserError when the URL is malformed, the server does not answer in time, or is older than PostgreSQL 18
 */
export async function openExternal(url: string, timeoutMs = 3_000): Promise<PostgresServer> {
  const target = parseConnectionUrl(url);
  const place = `${target.host}:${target.port}`;
  const { database, version } = await findDatabase(target, place, timeoutMs);
  checkedVersion(version, place);
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
  place: string,
  timeoutMs: number,
): Promise<{ database: string; version: string }> {
  const ask = async (database: string) => ({
    database,
    version: await askVersion(connectionUrlFor(target, database), timeoutMs),
  });
  try {
    return await ask("postgres").catch((error: unknown) => {
      // No such database, no entry in pg_hba.conf, no CONNECT privilege.
      if (["3D000", "28000", "42501"].includes(codeOf(error) ?? "")) return ask(target.database);
      throw error;
    });
  } catch (error) {
    throw connectProblem(error, place);
  }
}
