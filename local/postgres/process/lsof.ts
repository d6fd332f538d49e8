import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * The working directories of all processes called postgres, or of one process, as lsof tells them: the way of macOS,
 * which has it, and no /proc. Links are followed. Empty where lsof is missing, or nothing is found.
 */
export async function directoriesFromLsof(pid?: number): Promise<Map<number, string>> {
  const which = pid === undefined ? ["-c", "postgres"] : ["-p", String(pid)];
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" };
  const { stdout } = await promisify(execFile)("lsof", ["-a", "-d", "cwd", "-Fpn", ...which], {
    env,
  }).catch((error: unknown) => ({ stdout: "", ...(error as object) })); // it exits 1 when one of several is gone
  return parseDirectories(stdout);
}

/** A line a field: "p4711", "fcwd", "n/home/ada/cruddur/.local/postgres/data". */
export function parseDirectories(text: string): Map<number, string> {
  const directories = new Map<number, string>();
  let pid = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith("p")) pid = Number(line.slice(1));
    else if (line.startsWith("n")) directories.set(pid, line.slice(1));
  }
  return directories;
}
