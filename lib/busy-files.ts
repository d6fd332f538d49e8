import { rename, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "./errors.ts";

/** Windows' words for a file that another program has open: a reader, a virus scanner, an indexer. */
const IN_USE = ["EACCES", "EBUSY", "EPERM"];

/**
 * `rename` that on Windows waits until no other program has either file open; for a second at most, then it throws the
 * file system's error.
 */
export async function renameOver(from: string, to: string, move = rename): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await move(from, to);
    } catch (error) {
      if (!IN_USE.includes(codeOf(error) ?? "") || attempt === 50) throw error;
      await delay(20);
    }
  }
}

/** Removes a folder with all that is in it, if it is there; waits for up to 3 s for what another program has open. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
