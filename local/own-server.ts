import { parseConnectionUrl } from "#lib/connection/url";
import { typed } from "#lib/terminal/typed";
import type { PostgresChoice } from "./postgres/choose.ts";
import type { DockerStatus } from "./postgres/docker/docker-server.ts";
import { readDockerRecord } from "./postgres/docker/record.ts";
import {
  embeddedStatus,
  startEmbedded,
  stopEmbedded,
  type EmbeddedOptions,
  type EmbeddedStatus,
} from "./postgres/embedded.ts";
import { isAnswering } from "./postgres/free-port.ts";
import { findPostmaster } from "./postgres/process/postmaster.ts";
import { recordedPort } from "./postgres/recorded-port.ts";
import { dataDirectoryOf } from "./postgres/server-home.ts";
import type { PostgresKind } from "./postgres/server.ts";
import { MASTER } from "./postgres/version.ts";
import { requireOurs } from "./state-directory/take.ts";
import { readHost } from "./state.ts";

/** How the server of a state directory is, which is ours to start and to stop. */
export type OwnStatus =
  ({ readonly kind: "embedded" } & EmbeddedStatus) | ({ readonly kind: "docker" } & DockerStatus);

/** The server of the running host, or else the one of ours that the last start used. @default "embedded" */
export async function serverKindOf(stateDirectory: string): Promise<PostgresKind> {
  const host = await readHost(stateDirectory);
  return host ? host.postgres.kind : ownKindOf(stateDirectory);
}

/** As `serverKindOf`, but while the host uses somebody else's server: the one of ours that was used before. */
async function ownKindOf(stateDirectory: string): Promise<"docker" | "embedded"> {
  return (await readDockerRecord(stateDirectory))?.isChosen ? "docker" : "embedded";
}

/**
 * The database that CONNECTION_URL names, when its address is that of the embedded server of a state directory, as
 * `npm start` printed it; undefined otherwise. That server need not run; another one at its port is another one.
 *
 * @throws RefusedError when the URL cannot be read
 */
export async function ownDatabaseIn(
  url: string,
  stateDirectory: string,
): Promise<string | undefined> {
  const { host, port, user, database } = parseConnectionUrl(url);
  if (!["127.0.0.1", "localhost"].includes(host) || user !== MASTER.user) return undefined;
  const dataDirectory = await dataDirectoryOf(stateDirectory);
  if (dataDirectory === undefined) return undefined;
  const postmaster = await findPostmaster(dataDirectory);
  const own = postmaster?.alive ? postmaster.port : await recordedPort(dataDirectory);
  const isOther = !postmaster?.alive && (await isAnswering("127.0.0.1", port));
  return own === port && !isOther ? database : undefined;
}

/**
 * The choice of our own server instead of an external one, where CONNECTION_URL is its address. For another database on it
 * the choice stays, and the server is started.
 */
export async function ownInstead(
  choice: PostgresChoice,
  options: EmbeddedOptions,
): Promise<PostgresChoice> {
  if (choice.kind !== "external") return choice;
  const database = await ownDatabaseIn(choice.url, options.stateDirectory);
  if (database === "cruddur") {
    const { port } = parseConnectionUrl(choice.url);
    return {
      kind: "embedded",
      reason: "embedded PostgreSQL, whose address CONNECTION_URL is",
      port,
    };
  }
  if (database !== undefined) await startEmbedded(options);
  return choice;
}

/** What is typed to start the local copy on the server of ours that the last start used. */
export async function startLine(stateDirectory: string): Promise<string> {
  const isDocker = (await ownKindOf(stateDirectory)) === "docker";
  return typed("start", isDocker ? "--postgres docker" : "");
}

/** Looks, and changes nothing. */
export async function ownStatus(stateDirectory: string): Promise<OwnStatus> {
  const kind = await ownKindOf(stateDirectory);
  if (kind === "embedded") return { kind, ...(await embeddedStatus({ stateDirectory })) };
  // What Docker needs is loaded only where it is used.
  const { dockerStatus } = await import("./postgres/docker/docker-server.ts");
  return { kind, ...(await dockerStatus({ stateDirectory })) };
}

/** Stops it; data stays. @returns whether it ran */
export async function stopOwn(kind: OwnStatus["kind"], stateDirectory: string): Promise<boolean> {
  await requireOurs(stateDirectory);
  if (kind === "embedded") return stopEmbedded({ stateDirectory });
  const { stopDocker } = await import("./postgres/docker/stop.ts");
  return stopDocker({ stateDirectory });
}

/** "embedded PostgreSQL 18.4 on 127.0.0.1:5432", "PostgreSQL in Docker is stopped" */
export function describeOwn(status: OwnStatus): string {
  const { kind, running, port, version } = status;
  const inDocker = kind === "docker";
  if (running) {
    const name = inDocker ? `PostgreSQL ${version} in Docker` : `embedded PostgreSQL ${version}`;
    return `${name} on 127.0.0.1:${port}`;
  }
  if (inDocker) {
    if (status.problem) return `PostgreSQL in Docker cannot be looked at: ${status.problem}`;
    return `PostgreSQL in Docker ${port === undefined ? "is stopped" : "does not answer"}`;
  }
  if (status.isAltered) {
    return "embedded PostgreSQL runs, and refuses its account: it was changed by hand; db:start puts it back";
  }
  if (status.crashed) {
    return "embedded PostgreSQL ended without being told to; the next start recovers it";
  }
  return `embedded PostgreSQL is ${status.dataDirectory === undefined ? "not made yet" : "stopped"}`;
}
