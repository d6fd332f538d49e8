import { codeOf } from "#lib/errors";
import { askVersion, connectProblem } from "./connect.ts";
import { connectionUrlFor, parseConnectionUrl, type ServerAddress } from "./connection-url.ts";
import { isAnswering } from "./free-port.ts";
import type { PostgresServer } from "./server.ts";
import { checkedVersion } from "./version.ts";

const TIMEOUT_MS = 3_000;

/**
 * A server of somebody else's, which we use and never stop.
 *
 * @param url CONNECTION_URL; the database in it is the `targetDatabase`
 * @throws UserError when the URL is malformed, the server does not answer within 3 s, or is older than PostgreSQL 18
 */
export async function openExternal(url: string): Promise<PostgresServer> {
  const target = parseConnectionUrl(url);
  const place = `${target.host}:${target.port}`;
  const { database, version } = await findDatabase(target, place);
  checkedVersion(version, place);
  const address = { ...target, database };
  const ask = (): Promise<string> => askVersion(connectionUrlFor(address), TIMEOUT_MS);
  return {
    kind: "external",
    ...address,
    targetDatabase: target.database,
    version,
    describe: () => `external PostgreSQL ${version} at ${place}`,
    isRunning: () => ask().then(Boolean, () => false),
    glance: async () =>
      (await isAnswering(target.host, target.port, TIMEOUT_MS)) ? "up" : "crashed",
    stop: () => Promise.resolve(),
  };
}

/** The maintenance database: `postgres` where we may use it, else the target itself. */
async function findDatabase(
  target: ServerAddress,
  place: string,
): Promise<{ database: string; version: string }> {
  const ask = async (database: string) => ({
    database,
    version: await askVersion(connectionUrlFor(target, database), TIMEOUT_MS),
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
