import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** mocha's own process; workers, its children that run files side by side, share no memory. */
const mocha = process.env["MOCHA_WORKER_ID"] === undefined ? process.pid : process.ppid;

const told = path.join(tmpdir(), `cruddur-told-${mocha}`);

/** Writes a line to stderr, once in a run for each `about`, a word that can name a file. */
export function tellOnce(about: string, line: string): void {
  mkdirSync(told, { recursive: true });
  try {
    writeFileSync(path.join(told, about), "", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw error;
  }
  process.stderr.write(`${line}\n`);
}

/** At the end of a run, in mocha's own process. */
export const forgetTold = (): void => rmSync(told, { recursive: true, force: true });
