import { access, constants } from "node:fs/promises";
import path from "node:path";
import type { Env } from "./environment.ts";

/** The files that can be run by a program's name, in PATH's order. */
export async function programsOnPath(program: string, env: Env): Promise<string[]> {
  // Windows starts scripts (.cmd, .bat) by a shell only, which we use for nothing. A copy of its environment says "Path".
  const name = process.platform === "win32" ? `${program}.exe` : program;
  const files = (env["PATH"] ?? env["Path"] ?? "")
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, name));
  const canRun = await Promise.all(files.map(isExecutable));
  return files.filter((_, index) => canRun[index]);
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
