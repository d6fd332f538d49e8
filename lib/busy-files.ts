import { rename, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "./errors.ts";

/** Windows' words for a file that another program has open: a reader, a virus scanner, a server that is ending. */
const IN_USE = ["EACCES", "EBUSY", "EPERM"];
const PAUSE_MS = 20;

/**
 * Does something to a file, on Windows again and again while another program has it open. Throws the file system's error,
 * there after `patienceMs`.
 *
 * @returns what `work` does
 */
export async function whenFree<T>(
  work: () => Promise<T>,
  patienceMs = 1_000,
  platform: string = process.platform,
): Promise<T> {
  for (let left = platform === "win32" ? patienceMs / PAUSE_MS : 0; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left <= 0 || !IN_USE.includes(codeOf(error) ?? "")) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** `rename` of a file or a folder, when it is free. */
export const renameOver = (from: string, to: string): Promise<void> =>
  whenFree(() => rename(from, to));

/** Removes a folder with all that is in it, if it is there; waits for up to 3 s for what another program has open. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
