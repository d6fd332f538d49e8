import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "#lib/errors";
import { directoriesFromLsof } from "./lsof.ts";
import { HAS_PROC, processState } from "./state.ts";

/** The content of `postmaster.pid`, compared with the processes there are. */
export interface Postmaster {
  pid: number;
  /** 0 while it has not opened one. */
  port: number;
  /** False when the process is gone, is a zombie, or its number now belongs to another program. */
  alive: boolean;
}

/**
 * The server of a data directory.
 *
 * @returns undefined when there is no `postmaster.pid`: never started, or stopped on purpose. A server that was killed
 *   leaves the file behind (`alive` is false then).
 */
export async function findPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  for (;;) {
    const text = await readPidFile(dataDirectory);
    const file = text === undefined ? undefined : parsePidFile(text);
    if (!file) return undefined;
    const alive = await isPostmasterOf(dataDirectory, file.pid);
    // A server that stops removes the file, then ends: what ended between our two looks has not crashed.
    if (alive || (await readPidFile(dataDirectory)) === text) return { ...file, alive };
  }
}

/** PostgreSQL, storage-file-layout: line 1 is the process, line 4 the port. A server that just began writes less. */
export function parsePidFile(text: string): { pid: number; port: number } | undefined {
  const lines = text.split("\n");
  const pid = Math.abs(Number.parseInt(lines[0] ?? "", 10));
  if (!(pid > 0)) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? "", 10) || 0 };
}

async function readPidFile(dataDirectory: string): Promise<string | undefined> {
  try {
    return await readFile(join(dataDirectory, "postmaster.pid"), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

async function isPostmasterOf(dataDirectory: string, pid: number): Promise<boolean> {
  const state = await processState(pid);
  if (!state || state.zombie) return false;
  if (state.command !== undefined && state.command !== "postgres") return false;
  // A server works in its data directory, which tells ours from any other PostgreSQL.
  const directory = state.directory ?? (await directoryOf(pid, state.born));
  return directory === undefined || directory === (await realpath(dataDirectory));
}

/** By process and birth, since asking takes time and a server stays where it is. */
const directories = new Map<string, string | undefined>();

async function directoryOf(pid: number, born: string | undefined): Promise<string | undefined> {
  // With /proc it is another user's, which lsof does not tell either; Windows has none.
  if (HAS_PROC || born === undefined) return undefined;
  const key = `${pid} ${born}`;
  if (!directories.has(key)) directories.set(key, (await directoriesFromLsof(pid)).get(pid));
  return directories.get(key);
}
