import { appendFile, chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { codeOf } from "#lib/errors";
import { holdsSecret } from "#lib/sql/secrets";

const MOST = 1_000;

/** The statements of former sessions: one a line, in a file that only its owner may read. */
export class ShellHistory {
  readonly #file: string;
  #written: Promise<unknown> = Promise.resolve();

  constructor(stateDirectory: string) {
    this.#file = path.join(stateDirectory, "shell-history");
  }

  /** The newest first, as readline wants them. */
  async load(): Promise<string[]> {
    let text: string;
    try {
      text = await readFile(this.#file, "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
    await chmod(this.#file, 0o600);
    const lines = text.split("\n").filter((line) => line !== "");
    if (lines.length > 2 * MOST) await writeFile(this.#file, `${lines.slice(-MOST).join("\n")}\n`);
    return lines.slice(-MOST).reverse();
  }

  /** Keeps a statement; not one with a password. */
  add(typed: string): void {
    const lines = historyLines(typed);
    if (lines.length === 0) return;
    this.#written = this.#written
      .then(async () => {
        await mkdir(path.dirname(this.#file), { recursive: true });
        await appendFile(this.#file, `${lines.join("\n")}\n`, { mode: 0o600 });
      })
      .catch(() => {}); // a history that cannot be kept is no reason to end a session
  }

  /** Settles when all is written. */
  flushed(): Promise<unknown> {
    return this.#written;
  }
}

/** A statement as lines to recall: one, unless a comment to the end of a line forbids to join them. */
export function historyLines(typed: string): string[] {
  const text = typed.trim();
  if (text === "" || holdsSecret(text)) return [];
  const lines = text.split(/\s*\n\s*/).filter((line) => line !== "");
  return text.includes("--") || /['"$]/.test(text) ? lines : [lines.join(" ")];
}
