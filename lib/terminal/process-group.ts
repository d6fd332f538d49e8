import { spawnSync } from "node:child_process";

/**
 * Options of `spawn` for a program that Ctrl-C in our terminal must not reach, and that opens no window: it gets a
 * process group, or on Windows a console that nobody sees. Its outputs are pipes or nowhere: Windows lets it share our
 * console otherwise.
 */
export const OWN_GROUP = { detached: process.platform !== "win32", windowsHide: true } as const;

/**
 * Ends a program that was started with `OWN_GROUP`, and what it has started. Windows has no signals, and ends all of it
 * at once. Does nothing when it is gone already.
 */
export function endGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** What a person types to end a process by force. */
export const killCommand = (pid: number, platform: string = process.platform): string =>
  platform === "win32" ? `taskkill /f /pid ${pid}` : `kill -9 ${pid}`;
