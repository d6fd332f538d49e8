import { readdir } from "node:fs/promises";
import { processState } from "./state.ts";

/**
 * Ends the sessions of a server whose postmaster was killed. Most notice by themselves; one in the midst of a long
 * computation does not, and PostgreSQL refuses to start beside it. Only where there is /proc.
 */
export async function endOrphans(dataDirectory: string): Promise<void> {
  const entries = await readdir("/proc").catch(() => []);
  for (const pid of entries.map(Number).filter((number) => number > 0)) {
    const state = await processState(pid);
    if (state?.command !== "postgres" || state.directory !== dataDirectory) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
}
