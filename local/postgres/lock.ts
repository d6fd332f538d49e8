import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, UserError } from "#lib/errors";
import { processState } from "./process/state.ts";

/** Longer than any start: initdb on a slow disk plus a crash recovery. */
const PATIENCE_MS = 120_000;
/** A lock file without content is one whose writer is between two system calls, or died there. */
const WRITING_MS = 2_000;

/**
 * Runs `work` while holding the lock file `path`, so that of several processes (or callers in one) only one is at it.
 * The lock of a process that died is taken over. Its directory is made when missing.
 *
 * @param check called again and again while it waits; may throw, to end the wait
 * @throws UserError after two minutes of waiting
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  check = () => {},
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await takeLock(path))) {
    check();
    await removeStaleLock(path);
    if (Date.now() > deadline) {
      const holder = (await readFile(path, "utf8").catch(() => "")).split(" ")[0];
      throw new UserError(
        `Process ${holder} has been starting or stopping PostgreSQL for two minutes.`,
        `See what it does: ${lookAt(holder)}\nIf it is nothing of yours, delete the lock: ${path}`,
      );
    }
    await delay(20);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

const lookAt = (pid: string | undefined) =>
  process.platform === "win32" ? `tasklist /fi "pid eq ${pid}"` : `ps -p ${pid}`;

async function takeLock(path: string): Promise<boolean> {
  const born = (await processState(process.pid))?.born ?? "";
  try {
    await writeFile(path, `${process.pid} ${born}`, { flag: "wx" });
    return true;
  } catch (error) {
    // Windows gives the second word for a file that is being removed while somebody reads it.
    if (codeOf(error) === "EEXIST" || (codeOf(error) === "EPERM" && process.platform === "win32"))
      return false;
    if (codeOf(error) !== "ENOENT") throw error;
    // The first one here, or the last holder removed the whole directory.
    await mkdir(dirname(path), { recursive: true });
    return false;
  }
}

async function removeStaleLock(path: string): Promise<void> {
  if (!(await isStale(path))) return;
  // Two waiters may both have seen the dead one's lock; the second must not remove the first one's new lock.
  const turn = `${path}.stale`;
  try {
    await writeFile(turn, "", { flag: "wx" });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    if (await isOlderThan(turn, WRITING_MS)) await rm(turn, { force: true });
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return false;
  const [pid = "", ...born] = text.split(" ");
  if (pid === "") return isOlderThan(path, WRITING_MS);
  const holder = await processState(Number(pid));
  return !holder || holder.zombie || (holder.born ?? "") !== born.join(" ");
}

async function isOlderThan(path: string, ms: number): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && Date.now() - file.mtimeMs > ms;
}
