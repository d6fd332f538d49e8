import { lstat, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { removeFolder } from "#lib/busy-files";
import { codeOf, RefusedError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { askDocker, removeDocker } from "./postgres/docker/stop.ts";
import { DOCKER_RECORD, readDockerRecord, volumeOf } from "./postgres/docker/record.ts";
import { embeddedStatus, removeEmbedded } from "./postgres/embedded.ts";
import { readHost, type HostRecord } from "./state.ts";
import { requireOurs } from "./state-directory/take.ts";
import { stopEverything } from "./stop.ts";

/** The entries that we make in a state directory, and their meaning to a person. Nothing else in it is touched. */
const OURS: Readonly<Record<string, string>> = {
  postgres:
    "the database server's data with every crud and user, its log and its superuser's password",
  [DOCKER_RECORD]: "the database in Docker with every crud and user",
  cognito: "the user pool with every account and its signing key",
  functions: "the built functions",
  "host.log": "the log",
  "host.log.1": "the log of the runs before",
  "start.log": "the log of the start in the background",
  "workspace-start.log": "the log of a workspace's start that had to install packages",
  "lease.log": "the log of the lease that the workspace's start opened",
  "host.json": "the record of the running host",
};

export interface ResetPlan {
  /** The things that would be deleted, in words, each with its path. */
  readonly items: readonly string[];
  /** What runs, and would be stopped first, in words. */
  readonly running?: string;
}

export async function planReset(stateDirectory: string): Promise<ResetPlan> {
  const host = await requireDeletable(stateDirectory);
  const present = await list(stateDirectory);
  const { dataDirectory, pid } = await embeddedStatus({ stateDirectory });
  const names = Object.keys(OURS).filter((name) => present.includes(name));
  if (dataDirectory !== undefined && !names.includes("postgres")) names.unshift("postgres");
  const docker = await readDockerRecord(stateDirectory);
  const placeOf = (name: string): string => {
    if (name === DOCKER_RECORD && docker) return `volume ${volumeOf(docker.project)}`;
    const isElsewhere = name === "postgres" && dataDirectory !== undefined;
    const place = isElsewhere ? dataDirectory : path.join(stateDirectory, name);
    return path.relative(process.cwd(), place) || place;
  };
  const items = names.map((name) => `${OURS[name]}  (${placeOf(name)})`);
  const server = pid === undefined ? undefined : `the database server (process ${pid})`;
  const running = host ? `the local copy at ${host.url}` : server;
  return { items, ...(running === undefined ? {} : { running }) };
}

/**
 * The record of the running local copy, if one runs. Throws a RefusedError for a folder that is not ours or is itself a
 * link, and while the local copy uses a server that is not ours: resetting would part its users from their rows.
 */
async function requireDeletable(stateDirectory: string): Promise<HostRecord | undefined> {
  const link = path.resolve(stateDirectory);
  if ((await lstat(link).catch(() => undefined))?.isSymbolicLink()) {
    const place = await realpath(link).catch(() => undefined);
    throw new RefusedError(
      `${link} is a link to ${place ?? "nowhere"}, and a reset deletes behind no link. Nothing was done.`,
      place === undefined
        ? ""
        : `Type the folder itself: npm run reset -- --state-directory "${place}"`,
    );
  }
  await requireOurs(stateDirectory);
  const host = await readHost(stateDirectory);
  if (host && host.postgres.kind === "external") {
    throw new RefusedError(
      `The local copy runs on ${host.postgres.description}, whose data a reset does not touch.`,
      `Stop it first: ${typed("stop")}`,
    );
  }
  return host;
}

/** Ends what runs and deletes the state. Throws the same RefusedErrors as `planReset`. */
export async function reset(stateDirectory: string): Promise<void> {
  await requireDeletable(stateDirectory);
  // Asked before anything is ended, and removed first: the pool's users and the rows go together.
  const otherwise =
    "Nothing was ended or deleted, since the database in Docker goes together with the user pool.";
  await askDocker({ stateDirectory }, otherwise);
  await stopEverything(stateDirectory);
  await removeDocker({ stateDirectory }, otherwise);
  await removeEmbedded({ stateDirectory });
  for (const name of Object.keys(OURS)) {
    await removeFolder(path.join(stateDirectory, name));
  }
}

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
