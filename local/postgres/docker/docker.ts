import path from "node:path";
import { UserError } from "#lib/errors";
import { readHost } from "../../state.ts";
import { withLock } from "../lock.ts";
import type { PostgresServer } from "../server.ts";
import { composeOf } from "./compose.ts";
import {
  bringUp,
  fetchImage,
  launchContainer,
  publishedPort,
  type DockerOptions,
} from "./launch.ts";
import { findOlderProject, hasVolume, OLDER_PROJECT } from "./older-project.ts";
import { newProject, readDockerRecord, volumeOf, writeDockerRecord } from "./record.ts";
import { dockerServerAt, withoutDocker, type Control } from "./docker-server.ts";
import { endHalfMade, stopContainer, stopDocker } from "./stop.ts";
import { dockerOptions, ownTools, type Given } from "./tools.ts";

/**
 * Starts service `db` of compose.yaml in the state directory's own Compose project, or finds it running, and waits until
 * it is healthy. A running container keeps its port and is never made anew; one that fails to start is stopped again.
 *
 * @throws UserError when Docker, its Compose or its engine is away, the image cannot be had, or the server does not start
 */
export async function openDocker(given: Given): Promise<PostgresServer> {
  const host = await readHost(given.stateDirectory);
  // A host that lost its container finds it again at its port only.
  const lost = host?.postgres.kind === "docker" ? { port: host.postgres.port } : {};
  const options = dockerOptions({ ...given, ...lost });
  const { stateDirectory, env, interrupted } = options;
  const lock = path.join(stateDirectory, "docker.lock");
  return withLock(lock, async () => {
    const record = await readDockerRecord(stateDirectory);
    const project = record?.project ?? (await firstProject(options));
    const tools = composeOf({ project, env, interrupted, otherwise: withoutDocker() });
    // Without the record, which may be deleted with all else while it runs, and by what no Ctrl-C ends.
    const unstoppable = composeOf({ project, env });
    const control: Control = {
      stop: () => stopContainer(unstoppable),
      restart: (port) =>
        withLock(
          lock,
          async () =>
            (await publishedPort(unstoppable)) ??
            launchContainer(unstoppable, { ...options, port }),
        ),
    };
    const find = async (port: number) => {
      await bringUp(tools, port, "--no-recreate");
      return dockerServerAt(port, stateDirectory, control);
    };
    const launch = async () => {
      await fetchImage(tools, options);
      const isNew = !record && !(await hasVolume(tools, volumeOf(project)));
      await writeDockerRecord(stateDirectory, { project, isChosen: false, ...record });
      try {
        return await dockerServerAt(await launchContainer(tools, options), stateDirectory, control);
      } catch (error) {
        await endHalfMade(project, isNew, options);
        throw error;
      }
    };
    const running = await publishedPort(tools);
    const server = await (running === undefined ? launch() : find(running));
    await writeDockerRecord(stateDirectory, { project, isChosen: true });
    return server;
  });
}

/**
 * The server that a running host has at `port`; opened anew when its container is not there, whoever answers instead.
 */
export async function reopenDocker(given: Given & { port: number }): Promise<PostgresServer> {
  const tools = await ownTools(given);
  // A Docker that cannot be asked has not moved it.
  const port = await (tools && publishedPort(tools).catch(() => given.port));
  return port === given.port
    ? dockerServerAt(port, given.stateDirectory, { stop: () => stopDocker(given) })
    : openDocker(given);
}

/** CRUDDUR_DB_PORT's, or `fallback` where it is not set. Throws a UserError for what is no port. */
export function parseDockerPort(text: string | undefined, fallback: number): number {
  if (!text?.trim()) return fallback;
  const port = /^\s*\d+\s*$/.test(text) ? Number(text) : 0; // not 0x1538 nor 1e3
  if (port >= 1 && port <= 65_535) return port;
  throw new UserError(
    `CRUDDUR_DB_PORT is "${text}"; a port between 1 and 65535 is wanted.`,
    "Set it, or unset it for 5432: export CRUDDUR_DB_PORT=5433",
  );
}

async function firstProject(options: DockerOptions): Promise<string> {
  const { stateDirectory, env } = options;
  const tools = composeOf({ project: OLDER_PROJECT, env, otherwise: withoutDocker() });
  return (await findOlderProject(tools, options)) ?? newProject(stateDirectory);
}
