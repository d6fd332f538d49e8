import type pg from "pg";
import { withClient } from "#database/connection/connect";
import { parseConnectionUrl, tlsParametersOf } from "#lib/connection/url";
import type { ConnectionParameters } from "#lib/domain/target";
import { dockerStatus } from "../postgres/docker/docker-server.ts";
import { findPostmaster } from "../postgres/process/postmaster.ts";
import type { PostgresKind } from "../postgres/server.ts";
import { dataDirectoryOf } from "../postgres/server-home.ts";
import { MASTER } from "../postgres/version.ts";
import { ownDatabaseIn, serverKindOf } from "../own-server.ts";
import { readHost } from "../state.ts";
import type { DoctorContext } from "./hop.ts";

/** The server that the local copy uses or would use: as told, by CONNECTION_URL, as the running copy has it or the last one had. */
export async function chosenKind(context: DoctorContext): Promise<PostgresKind> {
  if (context.postgres) return context.postgres;
  const url = context.env["CONNECTION_URL"]?.trim();
  if (url) {
    const database = await ownDatabaseIn(url, context.stateDirectory);
    return database === "cruddur" ? "embedded" : "external";
  }
  const kind = await serverKindOf(context.stateDirectory);
  return kind === "external" ? "embedded" : kind; // the running copy's, whose URL we have not
}

/** How to reach the application's database on that server; undefined while one of ours does not run. */
export async function chosenDatabase(
  context: DoctorContext,
): Promise<ConnectionParameters | undefined> {
  const ours = { ...MASTER, host: "127.0.0.1", database: "cruddur" };
  const kind = await chosenKind(context);
  if (kind === "external") {
    const { parameters, ...address } = parseConnectionUrl(context.env["CONNECTION_URL"] ?? "");
    return { ...address, ...tlsParametersOf({ parameters }) };
  }
  if (kind === "docker") {
    const host = await readHost(context.stateDirectory);
    if (host?.postgres.kind === "docker") return { ...ours, port: host.postgres.port };
    const { stateDirectory, env } = context;
    const { port } = await dockerStatus({ stateDirectory, env: env as NodeJS.ProcessEnv });
    return port === undefined ? undefined : { ...ours, port };
  }
  const dataDirectory = await dataDirectoryOf(context.stateDirectory);
  const postmaster = dataDirectory && (await findPostmaster(dataDirectory));
  return postmaster && postmaster.alive ? { ...ours, port: postmaster.port } : undefined;
}

/** Asks the application's database, in a session that cannot change anything. */
export async function askDatabase<T>(
  context: DoctorContext,
  question: (client: pg.Client, parameters: ConnectionParameters) => Promise<T>,
): Promise<T> {
  const parameters = await chosenDatabase(context);
  if (!parameters) throw new Error("the server ended while the doctor looked at it");
  return withClient(parameters, "doctor", async (client) => {
    await client.query(
      "set session characteristics as transaction read only; set statement_timeout = '2s'",
    );
    return question(client, parameters);
  });
}
