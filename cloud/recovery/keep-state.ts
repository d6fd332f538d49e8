import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Keeps a state that is about to be changed: `stack-states/prod-before-recovery-20261120100000.json` in a folder. It holds no
 * secret in the clear, but is nobody else's business. Returns the file.
 */
export async function keepState(
  state: string,
  stack: string,
  why: "recovery" | "restore",
  stateDirectory: string,
): Promise<string> {
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const name = `${stack.split("/").at(-1)!}-before-${why}-${time}.json`;
  const file = path.join(stateDirectory, "stack-states", name);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, state, { mode: 0o600, flag: "wx" });
  return file;
}
