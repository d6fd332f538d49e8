import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, UserError } from "#lib/errors";
import { killCommand } from "#lib/terminal/process-group";
import { typed } from "#lib/terminal/typed";
import { dockerStatus } from "./postgres/docker/docker-server.ts";
import { stopDocker } from "./postgres/docker/stop.ts";
import { embeddedStatus, stopEmbedded } from "./postgres/embedded.ts";
import { withLock } from "./postgres/lock.ts";
import { requireOurs } from "./state-directory/take.ts";
import { askToEnd, isAlive, readHost, removeHost, startLock, type HostRecord } from "./state.ts";

/** Longer than the host takes to finish what it is doing and stop its server. */
const PATIENCE_MS = 20_000;

export interface Stopped {
  /** The host ran. */
  readonly host: boolean;
  /** A server of ours ran, embedded or in Docker. */
  readonly server: boolean;
  /** A sentence on the server that is not ours to stop, or that we could not ask. */
  readonly goesOn?: string;
}

/**
 * Ends the host of a state directory and the servers that are ours, and waits until all are gone.
 *
 * @throws UserError when the host does not end within 20 s
 */
export async function stopEverything(
  stateDirectory: string,
  platform: string = process.platform,
): Promise<Stopped> {
  if (!existsSync(stateDirectory)) return { host: false, server: false };
  await requireOurs(stateDirectory);
  const stopped: { host: boolean; server: boolean; goesOn?: string } = {
    host: false,
    server: false,
  };
  for (;;) {
    const host = await readHost(stateDirectory);
    stopped.host ||= host !== undefined;
    stopped.server ||= host?.postgres.kind === "docker";
    stopped.server ||= (await embeddedStatus({ stateDirectory })).pid !== undefined;
    if (host?.postgres.kind === "external") {
      stopped.goesOn = `Not ours to stop: ${host.postgres.description}.`;
    }
    if (host) {
      await tellToEnd(host, stateDirectory, platform);
      await untilEnded(host);
    }
    // Who starts or ends a host just now finishes first: a server must not be taken from under a start.
    const isDone = await withLock(startLock(stateDirectory), async () => {
      if (await readHost(stateDirectory)) return false;
      // A host that was killed left its server and its record behind.
      stopped.server = (await stopEmbedded({ stateDirectory })) || stopped.server;
      stopped.server = (await stopDocker({ stateDirectory })) || stopped.server;
      const { problem } = await dockerStatus({ stateDirectory });
      if (problem) stopped.goesOn = `PostgreSQL in Docker may go on: ${problem}`;
      await removeHost(stateDirectory);
      return true;
    });
    if (isDone) return stopped;
  }
}

async function tellToEnd(
  host: HostRecord,
  stateDirectory: string,
  platform: string,
): Promise<void> {
  // At a signal Windows ends a process at once, and the host's server would be left behind.
  if (platform === "win32") return askToEnd(stateDirectory, host);
  try {
    process.kill(host.pid, "SIGTERM");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error; // it ended by itself
  }
}

async function untilEnded(host: HostRecord): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (await isAlive(host)) {
    if (Date.now() > deadline) {
      throw new UserError(
        `The host (process ${host.pid}) did not end within ${PATIENCE_MS / 1_000} s.`,
        `End it by force: ${killCommand(host.pid)}\nThen: ${typed("stop")}`,
      );
    }
    await delay(25);
  }
}
