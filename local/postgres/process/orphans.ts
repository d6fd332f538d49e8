import { readdir } from "node:fs/promises";
import { directoriesFromLsof } from "./lsof.ts";
import { HAS_PROC, processState } from "./state.ts";

/**
 * Ends the sessions of a server whose postmaster was killed. Most notice by themselves; one in the midst of a long
 * computation does not, and PostgreSQL refuses to start beside it. Not on Windows, which does not tell where a process works.
 *
 * @param dataDirectory its real path
 */
export async function endOrphans(
  dataDirectory: string,
  find = HAS_PROC ? directoriesFromProc : () => directoriesFromLsof(),
): Promise<void> {
  for (const [pid, directory] of await find()) {
    if (directory !== dataDirectory) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
}

/** The working directories of all processes called postgres. */
export async function directoriesFromProc(): Promise<Map<number, string>> {
  const directories = new Map<number, string>();
  for (const pid of (await readdir("/proc")).map(Number).filter((number) => number > 0)) {
    const state = await processState(pid);
    if (state?.command === "postgres" && state.directory) directories.set(pid, state.directory);
  }
  return directories;
}
