import { spawn } from "node:child_process";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { renameOver } from "#lib/busy-files";
import type { Env } from "#lib/environment";
import type { Interrupt } from "#lib/terminal/interrupt";
import type { DumpPrograms } from "./pg-dump.ts";

interface How {
  /** It says which database; see `libpqEnvironment`. */
  readonly env: Env;
  /** Ctrl-C ends the programs too. */
  readonly interrupt: Interrupt;
}

const UNFINISHED = ".unfinished";

/**
 * Makes a file of a database by pg_dump and reads it through. It gets its name when it is complete, so that what a killed
 * process left is never taken for a backup. Only this user can read it.
 *
 * Throws an Error with what the program told when it fails, and an InterruptedError after Ctrl-C; no file is left then.
 *
 * @returns its size in bytes
 */
export async function makeDump(file: string, programs: DumpPrograms, how: How): Promise<number> {
  const unfinished = file + UNFINISHED;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await removeLeftOver(file);
  try {
    await (await open(unfinished, "wx", 0o600)).close(); // pg_dump would make it readable to all
    await run(programs.dump, ["--format=custom", "--no-password", "--file", unfinished], how);
    const { size } = await stat(unfinished);
    if (size === 0) throw new Error("pg_dump wrote nothing.");
    // Made a script that goes nowhere: --list would read the beginning only, and this every row.
    await run(programs.restore, ["--file", "-", unfinished], how);
    await renameOver(unfinished, file);
    return size;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Removes unfinished files that killed processes left of the same database: they differ in the time alone. */
async function removeLeftOver(file: string): Promise<void> {
  const withoutTime = (name: string) => name.replace(/-\d{4}-[\dTZ-]+\.dump/, "");
  const left = withoutTime(path.basename(file)) + UNFINISHED;
  const folder = path.dirname(file);
  for (const name of await readdir(folder)) {
    if (withoutTime(name) === left) await rm(path.join(folder, name), { force: true });
  }
}

async function run(file: string, args: readonly string[], { env, interrupt }: How): Promise<void> {
  interrupt.check();
  // Not by zx, which keeps all that a program says: this one may say much.
  const child = spawn(file, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: env as NodeJS.ProcessEnv,
  });
  void interrupt.requested.then(() => child.kill());
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told = (told + text).slice(-4_000);
  });
  const ended = await new Promise<string | undefined>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`);
    });
  });
  interrupt.check();
  if (ended !== undefined) {
    throw new Error(`${path.basename(file)}: ${told.trim() || ended}`);
  }
}
