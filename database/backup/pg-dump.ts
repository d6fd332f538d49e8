import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Env } from "#lib/environment";
import { isExecutable, programsOnPath } from "#lib/programs-on-path";

/** Two programs of one installation. */
export interface DumpPrograms {
  readonly dump: string;
  readonly restore: string;
}

/**
 * The first pg_dump on PATH that can dump a server of this major version, with its pg_restore. An older one refuses to
 * (https://www.postgresql.org/docs/current/app-pgdump.html, Notes).
 *
 * @returns the programs; or, in words, each pg_dump that was found and cannot be used
 */
export async function findDumpPrograms(
  serverMajor: number,
  env: Env,
): Promise<DumpPrograms | readonly string[]> {
  const found: string[] = [];
  for (const dump of await programsOnPath("pg_dump", env)) {
    const restore = path.join(path.dirname(dump), `pg_restore${path.extname(dump)}`);
    const major = await majorOf(dump, env);
    const hasRestore = await isExecutable(restore);
    if (major !== undefined && major >= serverMajor && hasRestore) return { dump, restore };
    const lack = major !== undefined && major >= serverMajor ? " without a pg_restore" : "";
    found.push(`pg_dump ${major ?? "of unknown version"} (${dump})${lack}`);
  }
  return found;
}

/** "pg_dump (PostgreSQL) 18.4 (Debian 18.4-1)" → 18 */
async function majorOf(file: string, env: Env): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ["--version"], {
      env: env as NodeJS.ProcessEnv,
      timeout: 10_000,
    });
    const major = /\)\s+(\d+)/.exec(stdout)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

/** How to get a pg_dump on this system. */
export function installHint(major: number): string {
  const page = "https://www.postgresql.org/download";
  switch (process.platform) {
    case "linux":
      return `Install it: sudo apt install postgresql-client-${major} (where apt does not know it, see ${page})`;
    case "darwin":
      return `Install it: brew install postgresql@${major}, and put its bin folder on PATH`;
    default:
      return `Install PostgreSQL ${major}'s command line tools (${page}), and put their folder on PATH`;
  }
}
