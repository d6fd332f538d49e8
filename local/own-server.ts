import { typed } from "#lib/terminal/typed";
import { dockerStatus, type DockerStatus } from "./postgres/docker/docker-server.ts";
import { stopDocker } from "./postgres/docker/stop.ts";
import { readDockerRecord } from "./postgres/docker/record.ts";
import { embeddedStatus, stopEmbedded, type EmbeddedStatus } from "./postgres/embedded.ts";
import type { PostgresKind } from "./postgres/server.ts";
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

/** What is typed to start the local copy on the server of ours that the last start used. */
export async function startLine(stateDirectory: string): Promise<string> {
  const isDocker = (await ownKindOf(stateDirectory)) === "docker";
  return typed("start", isDocker ? "--postgres docker" : "");
}

/** Looks, and changes nothing. */
export async function ownStatus(stateDirectory: string): Promise<OwnStatus> {
  const kind = await ownKindOf(stateDirectory);
  return kind === "docker"
    ? { kind, ...(await dockerStatus({ stateDirectory })) }
    : { kind, ...(await embeddedStatus({ stateDirectory })) };
}

/** Stops it; data stays. @returns whether it ran */
export async function stopOwn(kind: OwnStatus["kind"], stateDirectory: string): Promise<boolean> {
  await requireOurs(stateDirectory);
  return kind === "docker" ? stopDocker({ stateDirectory }) : stopEmbedded({ stateDirectory });
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
  if (status.crashed) {
    return "embedded PostgreSQL ended without being told to; the next start recovers it";
  }
  return `embedded PostgreSQL is ${status.dataDirectory === undefined ? "not made yet" : "stopped"}`;
}
