import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";
import { processState } from "../postgres/process/state.ts";

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  readonly command?: string;
}

/** @returns undefined when nobody does, or when it is somebody else's process and the system does not tell */
export async function portHolder(
  port: number,
  signal?: AbortSignal,
): Promise<PortHolder | undefined> {
  const pid = await (WAYS[process.platform] ?? fromLsof)(port, signal);
  if (pid === undefined) return undefined;
  const command = (await processState(pid))?.command;
  return command === undefined ? { pid } : { pid, command };
}

/** "postgres (process 4711)" */
export function describeHolder(holder: PortHolder | undefined): string {
  if (!holder) return "a program of another user, or of a container";
  return holder.command ? `${holder.command} (process ${holder.pid})` : `process ${holder.pid}`;
}

const LISTENING = "0A";

/** proc_pid_net(5): the second column is the local address in hexadecimal, the fourth the state, the tenth the inode. */
async function fromProc(port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const sockets = tables
    .flatMap((table) => table.split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTENING && columns[1]?.endsWith(`:${wanted}`))
    .map((columns) => `socket:[${columns[9]}]`);
  if (sockets.length === 0) return undefined;
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []); // another user's
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
      if (sockets.includes(target)) return Number(pid);
    }
  }
  return undefined;
}

async function fromNetstat(port: number, signal?: AbortSignal): Promise<number | undefined> {
  try {
    const options = { windowsHide: true, ...(signal && { signal }) };
    const { stdout } = await promisify(execFile)("netstat", ["-a", "-n", "-o"], options);
    return listenerIn(stdout, port);
  } catch {
    return undefined; // not on this Windows
  }
}

/**
 * The process that listens on a port, by what Windows' netstat prints: "TCP 127.0.0.1:5432 0.0.0.0:0 LISTENING 4711", where
 * the state's word is in Windows' language and the remote port 0 says the same.
 */
export function listenerIn(table: string, port: number): number | undefined {
  const columns = table.split("\n").map((line) => line.trim().split(/\s+/));
  const line = columns.find(
    ([kind, local, remote]) =>
      kind === "TCP" && local?.endsWith(`:${port}`) && remote?.endsWith(":0"),
  );
  return line && (Number(line.at(-1)) || undefined);
}

const WAYS: Readonly<Record<string, typeof fromLsof>> = { linux: fromProc, win32: fromNetstat };

/** macOS has lsof; where it is missing the holder stays unknown. */
async function fromLsof(port: number, signal?: AbortSignal): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      "lsof",
      ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fp"],
      signal ? { signal } : {},
    );
    const pid = Number(/^p(\d+)$/m.exec(stdout)?.[1]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined; // lsof exits 1 when nobody listens
  }
}
