import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { removeFolder } from "#lib/busy-files";
import { connectionUrlFor } from "#lib/connection/url";
import { messageOf, RefusedError, UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { holdsFile, requireOurs, takeStateDirectory } from "../state-directory/take.ts";
import { isUsableCluster, makeCluster } from "./cluster.ts";
import { askServer } from "./connect.ts";
import { launchServer, stopPostmaster } from "./launch.ts";
import { withLock } from "./lock.ts";
import { findPostmaster } from "./process/postmaster.ts";
import { recordedPort } from "./recorded-port.ts";
import { dataDirectoryOf, findHome, makeHome, pathsIn, removeHome } from "./server-home.ts";
import type { ServerHome } from "./server-home.ts";
import type { PostgresServer } from "./server.ts";
import { askPrepared, type OwnServer } from "./superuser/ask-prepared.ts";
import { isRefusal } from "./superuser/prepare.ts";
import { secretFileIn, superuserPassword } from "./superuser/secret.ts";
import { MASTER } from "./version.ts";

export interface EmbeddedOptions {
  /** The project's `.local`, or any directory of ours; it is made when missing. The data is in `postgres/data`. */
  stateDirectory: string;
  /** The port to try first; the next free one is taken when it is in use. @default the one it had, or 5432 */
  port?: number;
  /** False only for data that nobody will miss after a power failure. @default true */
  durable?: boolean;
  /** Told in one line each about what takes time or is unexpected. */
  onProgress?: (message: string) => void;
}

/** A server from the binaries that npm installed. It outlives the process that started it. */
export interface EmbeddedServer extends PostgresServer {
  readonly kind: "embedded";
  /** The postmaster's process. */
  readonly pid: number;
  readonly dataDirectory: string;
  readonly logFile: string;
  /** Starts it again if it crashed. One that was stopped on purpose is left alone. */
  restart(): Promise<void>;
}

export interface EmbeddedStatus {
  /** A process is there, it accepts connections, and it answers a query. */
  running: boolean;
  /** The process of a server that is there, whether or not it answers. */
  pid?: number;
  port?: number;
  version?: string;
  /** It runs, and its account is not what commands expect, or lets nobody in: the next chore, or `db:start`, mends it. */
  isAltered?: boolean;
  /** The server ended without being told to. The next start recovers. */
  crashed: boolean;
  /** Absent when no data directory has been made yet. */
  dataDirectory?: string;
}

const DEFAULT_PORT = 5432;
const QUESTION_MS = 2_000;
/** A server that is there may still be recovering from a crash. */
const RECOVERY_MS = 30_000;

/**
 * Starts the server, or finds it running. Makes the data directory the first time.
 *
 * @throws UserError when it cannot start, with the last lines of its log
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  await takeStateDirectory(options.stateDirectory);
  const paths = pathsIn(options.stateDirectory);
  return withLock(paths.lock, async () => {
    const home = await openHome(options);
    return serverAt(home, options, await runServer(home, options));
  });
}

/** Stops the server of a state directory, whoever started it. @returns whether there was one */
export async function stopEmbedded({
  stateDirectory,
}: Pick<EmbeddedOptions, "stateDirectory">): Promise<boolean> {
  const dataDirectory = await dataDirectoryOf(stateDirectory);
  if (dataDirectory === undefined) return false;
  return withLock(pathsIn(stateDirectory).lock, async () => {
    // Without a look at the programs, which may be gone by now.
    if (!(await findPostmaster(dataDirectory))) return false;
    const home = await findHome(stateDirectory);
    return home ? stopPostmaster(home) : false;
  });
}

/** Stops the server and deletes its data. */
export async function removeEmbedded({
  stateDirectory,
}: Pick<EmbeddedOptions, "stateDirectory">): Promise<void> {
  const { directory, lock } = pathsIn(stateDirectory);
  if (!(await stat(directory).catch(() => undefined))) return;
  await requireOurs(stateDirectory);
  await withLock(lock, async () => {
    const home = await findHome(stateDirectory);
    if (home) await stopPostmaster(home);
    await removeHome(stateDirectory);
  });
}

/** Looks, and changes nothing. */
export async function embeddedStatus({
  stateDirectory,
}: Pick<EmbeddedOptions, "stateDirectory">): Promise<EmbeddedStatus> {
  const dataDirectory = await dataDirectoryOf(stateDirectory);
  if (dataDirectory === undefined) return { running: false, crashed: false };
  const postmaster = await findPostmaster(dataDirectory);
  if (!postmaster?.alive)
    return { running: false, crashed: postmaster !== undefined, dataDirectory };
  const { pid, port } = postmaster;
  const found = { pid, port, crashed: false, dataDirectory };
  try {
    const { version, isPrepared } = await askServer(urlAt(port), QUESTION_MS);
    return { running: true, ...found, version, ...(isPrepared ? {} : { isAltered: true }) };
  } catch (error) {
    return { running: false, ...found, ...(isRefusal(error) ? { isAltered: true } : {}) };
  }
}

async function openHome(options: EmbeddedOptions): Promise<ServerHome> {
  const found = await findHome(options.stateDirectory);
  if (found && (await isUsableCluster(found.dataDirectory))) return found;
  if (found) await refuseDamaged(found.dataDirectory);
  options.onProgress?.("making PostgreSQL's data directory");
  const home = await makeHome(options.stateDirectory);
  // Left behind by a state directory that was deleted by hand, or only the remains of a data directory.
  await stopPostmaster(home);
  await removeFolder(home.dataDirectory);
  await makeCluster(home, await superuserPassword(secretFileIn(options.stateDirectory), home.user));
  return home;
}

/** Without PG_VERSION it may still hold every crud. */
async function refuseDamaged(dataDirectory: string): Promise<void> {
  if (!(await holdsFile(dataDirectory))) return;
  throw new RefusedError(
    `${dataDirectory} has no PG_VERSION, and there are files in it: a damaged database, or none of ours. Nothing was done.`,
    `If what is in it can go: ${typed("reset")}, then ${typed("start")}`,
  );
}

interface Answer {
  pid: number;
  port: number;
  version: string;
}

/** The caller holds the lock. */
async function runServer(home: ServerHome, options: EmbeddedOptions): Promise<Answer> {
  const { durable = true, onProgress = () => {} } = options;
  const port = options.port ?? (await recordedPort(home.dataDirectory)) ?? DEFAULT_PORT;
  const isAlive = async () => (await findPostmaster(home.dataDirectory))?.alive === true;
  const launch = () => launchServer(home, { port, durable, onProgress });
  const secretFile = secretFileIn(options.stateDirectory);
  const answer = () => waitForAnswer(home, { secretFile, user: home.user, onProgress });
  const wasFound = await isAlive();
  if (!wasFound) await launch();
  return answer().catch(async (error: unknown) => {
    if (!wasFound || (await isAlive())) throw error;
    await launch(); // what was found was about to end
    return answer();
  });
}

async function waitForAnswer(
  home: ServerHome,
  how: Pick<OwnServer, "secretFile" | "user" | "onProgress">,
): Promise<Answer> {
  const deadline = Date.now() + RECOVERY_MS;
  for (;;) {
    const postmaster = await findPostmaster(home.dataDirectory);
    try {
      if (!postmaster?.alive) throw new Error("it ended as soon as it had started");
      const { pid, port } = postmaster;
      return { pid, port, version: await askPrepared({ ...how, port, timeoutMs: QUESTION_MS }) };
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (Date.now() < deadline && postmaster?.alive) {
        await delay(100);
        continue;
      }
      throw new UserError(
        `PostgreSQL (process ${postmaster?.pid ?? "unknown"}) was started but does not answer: ${messageOf(error)}`,
        `Its log is ${home.logFile}\nStop it and try again: ${typed("stop")}, then ${typed("start")}`,
        { cause: error },
      );
    }
  }
}

function urlAt(port: number): string {
  return connectionUrlFor({ ...MASTER, host: HOST, port, parameters: PLAIN });
}

const HOST = "127.0.0.1";

// The embedded server is built without TLS, and the user's PGSSLMODE must not ask for it.
const PLAIN = { sslmode: "disable" } as const;

function serverAt(home: ServerHome, options: EmbeddedOptions, first: Answer): EmbeddedServer {
  let { pid, port, version } = first;
  const { dataDirectory, logFile } = home;
  const { stateDirectory } = options;
  return {
    kind: "embedded",
    host: HOST,
    ...MASTER,
    targetDatabase: "cruddur",
    parameters: PLAIN,
    dataDirectory,
    logFile,
    get pid() {
      return pid;
    },
    get port() {
      return port;
    },
    get version() {
      return version;
    },
    describe: () => `embedded PostgreSQL ${version} on ${HOST}:${port}`,
    isRunning: async () => (await embeddedStatus({ stateDirectory })).running,
    async glance() {
      const postmaster = await findPostmaster(dataDirectory);
      if (!postmaster) return "stopped";
      if (!postmaster.alive) return "crashed";
      // Another command may have started it, on another port.
      pid = postmaster.pid;
      port = postmaster.port || port; // 0 while it has not opened one
      return "up";
    },
    async stop() {
      await stopEmbedded({ stateDirectory });
    },
    async restart() {
      await withLock(pathsIn(stateDirectory).lock, async () => {
        // Somebody may have stopped it on purpose while we waited for the lock.
        if (!(await findPostmaster(dataDirectory))) return;
        ({ pid, port, version } = await runServer(home, { ...options, port }));
      });
    },
  };
}
