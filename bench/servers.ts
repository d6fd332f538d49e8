import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { derivedPasswords } from "#database/access/access";
import type { ConnectionParameters } from "#database/connection/connect";
import { provision } from "#database/provision";
import { removeEmbedded, startEmbedded } from "#local/postgres/embedded";
import { anyFreePort } from "#local/postgres/free-port";

/** A PostgreSQL server of a benchmark's own. */
export interface BenchServer {
  /** A database with the migrated schema and no seeds, as the superuser reaches it. */
  database(name: string): Promise<ConnectionParameters>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** @param options.durable whether a commit waits for the disk, as on a real server */
export async function startServer({ durable }: { durable: boolean }): Promise<BenchServer> {
  const directory = await temporaryDirectory();
  const server = await startEmbedded({
    stateDirectory: directory,
    port: await anyFreePort(),
    durable,
  });
  const { host, port, user, password, database: maintenance } = server;
  return {
    async database(name) {
      const parameters = { host, port, user, password, database: name };
      await provision(parameters, maintenance, { seed: false });
      return parameters;
    },
    async remove() {
      await removeEmbedded({ stateDirectory: directory });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A state directory that the server's own user can enter. Remove it. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "cruddur-bench-"));
  await chmod(directory, 0o755);
  return directory;
}

/** The same database as a role of the access model. */
export function asRole(parameters: ConnectionParameters, role: string): ConnectionParameters {
  return { ...parameters, user: role, password: derivedPasswords(parameters.password).get(role)! };
}

/** A session, as a function keeps one. End it. */
export async function openSession({
  sslmode: _,
  ...address
}: ConnectionParameters): Promise<pg.Client> {
  const client = new pg.Client(address);
  await client.connect();
  return client;
}

/** The PG* variables of a function that reaches the database as a role. */
export function functionVariables(
  parameters: ConnectionParameters,
  role: string,
): Record<string, string> {
  const { host, port, database, user, password } = asRole(parameters, role);
  return {
    TARGET: "bench",
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: user,
    PGPASSWORD: password,
  };
}
