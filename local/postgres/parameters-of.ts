import type { ConnectionParameters } from "#database/connection/connect";
import { tlsParametersOf } from "#lib/connection/url";
import type { PostgresServer } from "./server.ts";

/** The application's database as the superuser reaches it. */
export function parametersOf(server: PostgresServer): ConnectionParameters {
  const { host, port, user, password, targetDatabase: database } = server;
  return { host, port, user, password, database, ...tlsParametersOf(server) };
}
