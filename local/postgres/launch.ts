import { chown, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { whenFree } from "#lib/busy-files";
import { codeOf, UserError } from "#lib/errors";
import { killCommand } from "#lib/terminal/process-group";
import { typed } from "#lib/terminal/typed";
import { writeSettings } from "./cluster.ts";
import { freePortFrom } from "./free-port.ts";
import { endOrphans } from "./process/orphans.ts";
import { findPostmaster } from "./process/postmaster.ts";
import { processState } from "./process/state.ts";
import { runProgram } from "./run-program.ts";
import type { ServerHome } from "./server-home.ts";

export interface LaunchOptions {
  /** The first port to try. */
  port: number;
  durable: boolean;
  onProgress: (message: string) => void;
}

const ATTEMPTS = 5;
const LARGEST_LOG = 10_000_000;

/** Starts a server that is not running, and waits until it takes connections. The caller holds the lock. */
export async function launchServer(home: ServerHome, options: LaunchOptions): Promise<void> {
  await clearStalePidFile(home, options);
  let port = options.port;
  for (let attempt = 1; ; attempt += 1) {
    port = await freePortFrom(port);
    if (port !== options.port) {
      options.onProgress(`port ${options.port} is taken, so PostgreSQL uses ${port}`);
    }
    await writeSettings(home, { port, durable: options.durable });
    const failure = await tryLaunch(home);
    if (failure === undefined) return;
    if (attempt === ATTEMPTS) throw cannotStart(home, failure);
    if (failure.includes("could not bind")) {
      port += 1; // taken since we looked
    } else if (failure.includes("pre-existing shared memory block")) {
      options.onProgress("ending what is left of a killed PostgreSQL");
      await endOrphans(home.dataDirectory);
      await delay(200);
    } else throw cannotStart(home, failure);
  }
}

/**
 * Stops a server, if it runs: waits for sessions to be ended, or ends it the hard way after half a minute.
 *
 * @returns whether one ran
 */
export async function stopPostmaster(
  home: ServerHome,
  mode: "fast" | "immediate" = "fast",
): Promise<boolean> {
  const postmaster = await findPostmaster(home.dataDirectory);
  if (!postmaster?.alive) {
    // The remains of a crash would make it look crashed for ever, and invite a restart.
    await rm(join(home.dataDirectory, "postmaster.pid"), { force: true });
    return false;
  }
  const args = ["stop", "-s", "-w", "-t", "30", "-D", home.dataDirectory, "-m"];
  const { pgCtl } = home.binaries;
  const { code, output } = await runProgram(pgCtl, [...args, mode], home.user);
  if (code === 0) {
    await whenGone(postmaster.pid);
    return true;
  }
  if (mode === "fast") return stopPostmaster(home, "immediate");
  throw new UserError(
    `PostgreSQL (process ${postmaster.pid}) does not stop:\n${output}`,
    `End it yourself: ${killCommand(postmaster.pid)}`,
  );
}

/** pg_ctl is content when the pid file is gone, which a server removes a moment before it ends. Waits for a second at most. */
async function whenGone(pid: number): Promise<void> {
  for (let looks = 100; looks > 0; looks -= 1) {
    const state = await processState(pid);
    if (!state || state.zombie) return;
    await delay(10);
  }
}

/** @returns undefined when it started, else why it did not */
async function tryLaunch(home: ServerHome): Promise<string | undefined> {
  const from = await prepareLog(home);
  // Without -l the server would keep our pipes open, and we would wait for it for ever.
  const { code, output } = await runProgram(
    home.binaries.pgCtl,
    ["start", "-s", "-w", "-t", "60", "-D", home.dataDirectory, "-l", home.logFile],
    home.user,
  );
  if (code === 0) return undefined;
  const log = (await readFile(home.logFile)).subarray(from).toString();
  return [log.trim().split("\n").slice(-8).join("\n"), output].filter(Boolean).join("\n");
}

/** Makes the log when there is none. @returns its size */
async function prepareLog(home: ServerHome): Promise<number> {
  const old = await stat(home.logFile).catch(() => undefined);
  if (old && old.size > LARGEST_LOG) await rename(home.logFile, `${home.logFile}.old`);
  const file = await whenFree(() => open(home.logFile, "a", 0o600), 5_000).catch(
    (error: unknown) => {
      throw codeOf(error) === "EBUSY" ? leftBehind(home.logFile, error) : error;
    },
  );
  try {
    if (home.user) await chown(home.logFile, home.user.uid, home.user.gid);
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/**
 * PostgreSQL itself clears the pid file of a dead process. It does not when the number belongs to a living one (common
 * after a container's restart, where numbers are small) or to a zombie, and refuses to start. On Windows pg_ctl takes one
 * that is two seconds old for the new server's.
 */
async function clearStalePidFile(home: ServerHome, options: LaunchOptions): Promise<void> {
  const postmaster = await findPostmaster(home.dataDirectory);
  if (postmaster?.alive) return;
  if (postmaster) options.onProgress("PostgreSQL was killed; it recovers now");
  // Without a postmaster the file is absent, or empty after a crash of the whole machine.
  const isWindows = process.platform === "win32";
  if (!postmaster || isWindows || (await processState(postmaster.pid))) {
    await rm(join(home.dataDirectory, "postmaster.pid"), { force: true });
  }
}

/** On Windows a session of a killed server that computes on has the log for itself, and nothing tells which it is. */
function leftBehind(logFile: string, cause: unknown): UserError {
  return new UserError(
    `A PostgreSQL that was killed has left a process behind, which holds ${logFile}.`,
    "End it in the Task Manager (postgres.exe), or all of yours: taskkill /f /im postgres.exe",
    { cause },
  );
}

function cannotStart(home: ServerHome, failure: string): UserError {
  return new UserError(
    `PostgreSQL does not start:\n${failure}`,
    `Its log is ${home.logFile}\n` +
      `If the local data can go: ${typed("reset")}, then ${typed("start")}\n` +
      `Or use another server: ${typed("start", "--postgres docker")}, or set CONNECTION_URL.`,
  );
}
