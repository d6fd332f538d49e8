import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";

/** A process that exists, as the operating system tells of it. A field it does not tell is absent. */
export interface ProcessState {
  /** Dead, but not yet reaped by its parent: it still answers to signal 0. */
  zombie: boolean;
  /** The program's name, without its directory. */
  command?: string;
  /** Changes when the number is given to another process; opaque. */
  born?: string;
  /** Its working directory. */
  directory?: string;
}

/** Linux has it; Windows and macOS do not. */
export const HAS_PROC = process.platform !== "win32" && existsSync("/proc/self/stat");

/** @returns undefined when there is no such process */
export async function processState(pid: number): Promise<ProcessState | undefined> {
  if (HAS_PROC) return stateFromProc(pid);
  return process.platform === "win32" ? stateFromTasklist(pid) : stateFromPs(pid);
}

async function stateFromProc(pid: number): Promise<ProcessState | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  // proc(5): pid (comm) state ppid … and field 22 is the start in clock ticks. The name may hold spaces and brackets.
  const end = stat.lastIndexOf(")");
  const fields = stat.slice(end + 2).split(" ");
  const directory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined); // another user's is hidden
  return {
    zombie: fields[0] === "Z" || fields[0] === "X",
    command: stat.slice(stat.indexOf("(") + 1, end),
    ...(fields[19] !== undefined && { born: fields[19] }),
    ...(directory !== undefined && { directory }),
  };
}

/** For macOS and other systems without /proc. */
export async function stateFromPs(pid: number): Promise<ProcessState | undefined> {
  try {
    const args = ["-o", "stat=,lstart=,comm=", "-p", String(pid)];
    // The birth must read the same in every process, wherever the machine has been carried meanwhile.
    const env = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
    const { stdout } = await promisify(execFile)("ps", args, { env });
    // "Ss   Sun Nov 22 06:55:53 2026 /usr/lib/postgresql/bin/postgres"
    const match = /^(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.+)$/.exec(stdout.trim());
    if (!match) return undefined;
    const [, stat = "", born = "", command = ""] = match;
    return { zombie: stat.startsWith("Z"), command: basename(command), born };
  } catch {
    return undefined; // ps exits 1 when nothing matches
  }
}

/** By process, as long as it is there: asking takes a tenth of a second, and servers are looked at twice a second. */
const windowsCommands = new Map<number, string | undefined>();

async function stateFromTasklist(pid: number): Promise<ProcessState | undefined> {
  if (pid === process.pid) return { zombie: false, command: basename(process.execPath, ".exe") };
  if (!isSignalable(pid)) {
    windowsCommands.delete(pid);
    return undefined;
  }
  if (!windowsCommands.has(pid)) windowsCommands.set(pid, await askTasklist(pid));
  const command = windowsCommands.get(pid);
  return { zombie: false, ...(command !== undefined && { command }) };
}

async function askTasklist(pid: number): Promise<string | undefined> {
  try {
    const args = ["/fi", `pid eq ${pid}`, "/fo", "csv", "/nh"];
    const { stdout } = await promisify(execFile)("tasklist", args, { windowsHide: true });
    return commandInTasklist(stdout);
  } catch {
    return undefined; // not on this Windows
  }
}

/** The program's name in `"postgres.exe","4711","Console","1","95,656 K"`; undefined in words that say that there is none. */
export function commandInTasklist(line: string): string | undefined {
  return /^\s*"(.+?)(?:\.exe)?","\d+"/i.exec(line)?.[1];
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
