import { constants, rmSync } from "node:fs";
import {
  access,
  chmod,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  statfs,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { removeFolder } from "#lib/busy-files";
import { takeStateDirectory } from "../state-directory/take.ts";
import { removeEmbedded, startEmbedded, type EmbeddedServer } from "./embedded.ts";
import { anyFreePort } from "./free-port.ts";
import { processState } from "./process/state.ts";

/** A server with nothing in it, for one process. */
export interface ThrowAwayServer extends EmbeddedServer {
  /** Everything it keeps on disk; `stop` removes it. */
  readonly directory: string;
}

const PREFIX = "cruddur-throw-away-";

/**
 * Starts a fresh server on a free port, in a temporary directory (about 0.5 s). Its `stop` removes it; so does the end of this
 * process. What a process that was killed has left is removed by the next call, from any process.
 */
export async function startThrowAway(): Promise<ThrowAwayServer> {
  const parent = await throwAwayParent();
  for (const place of new Set([parent, await realpath(tmpdir())])) await removeLeftovers(place);
  const directory = await mkdtemp(join(parent, PREFIX));
  await chmod(directory, 0o755); // The server may run as another user.
  await takeStateDirectory(directory);
  await writeFile(join(directory, "owner"), await markOf(process.pid));
  const server = await startEmbedded({
    stateDirectory: directory,
    port: await anyFreePort(),
    durable: false,
  });

  const endNow = (): void => endAtExit(server, directory);
  process.once("exit", endNow);
  const stop = async (): Promise<void> => {
    process.off("exit", endNow);
    await removeThrowAway(directory);
  };
  // Not a spread: its port and pid are read when asked for.
  return Object.assign(server, { directory, stop });
}

/** Memory where there is enough of it: a busy disk makes initdb three times slower. Containers often have 64 MB. */
export async function throwAwayParent(): Promise<string> {
  const memory = "/dev/shm";
  try {
    await access(memory, constants.W_OK);
    const { bavail, bsize } = await statfs(memory);
    if (bavail * bsize > 2 ** 30) return memory;
  } catch {
    // Not on Linux, or not for us.
  }
  return realpath(tmpdir());
}

/** Removes the servers in `parent` whose process is gone. */
export async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(parent, name);
    // Root must not follow what another user has put there.
    const status = await lstat(directory).catch(() => undefined);
    if (!status || (process.getuid && status.uid !== process.getuid())) continue;
    const owner = await readFile(join(directory, "owner"), "utf8").catch(() => undefined);
    // Another's directory, or one whose owner is about to write its mark.
    if (!owner || owner === (await markOf(Number.parseInt(owner, 10)))) continue;
    await removeThrowAway(directory).catch(() => {}); // two may be at it; the next call finds what is left
  }
}

async function removeThrowAway(directory: string): Promise<void> {
  await removeEmbedded({ stateDirectory: directory });
  await removeFolder(directory);
}

/** A process's number with its birth, so that a reused number does not keep a dead one's server. */
async function markOf(pid: number): Promise<string> {
  const state = await processState(pid);
  return state && !state.zombie ? `${pid} ${state.born ?? ""}` : "";
}

/** At exit only synchronous work is done, so pg_ctl cannot be waited for. */
function endAtExit({ pid, dataDirectory }: EmbeddedServer, directory: string): void {
  try {
    process.kill(pid, "SIGQUIT"); // at once, without a last checkpoint
  } catch {
    // It is gone already.
  }
  // The server still writes for a moment. Its data may be outside the directory, behind a link.
  for (const path of [dirname(dataDirectory), directory]) {
    rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
