import type { ConnectionParameters } from "../connection/connect.ts";
import { provision } from "../provision.ts";

/**
 * An empty database with the migrated schema on a server whose superuser is `server.user`: what statements are
 * checked against.
 */
export async function makeSchemaDatabase(
  server: Omit<ConnectionParameters, "database"> & { readonly database: string },
  name: string,
): Promise<ConnectionParameters> {
  const parameters = {
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database: name,
  };
  await provision(parameters, server.database, { seed: false });
  return parameters;
}
