import { createWriteStream, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { SERVING_FUNCTIONS } from "#lib/domain/functions";
import { visibleLines } from "#lib/domain/visible-text";

/** Bytes after which the log of the runs before is put aside. */
const ROTATE_AT = 5 * 1024 * 1024;

/** Who writes lines. */
export const LOG_SOURCES = [
  "host",
  "postgres",
  "cognito",
  ...SERVING_FUNCTIONS.map(({ name }) => name),
];

/** The local copy's log: `host.log` in the state directory, a line an event: time, source, text. */
export class HostLog {
  readonly #stream;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    const file = logFile(directory);
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT)
      renameSync(file, `${file}.1`);
    this.#stream = createWriteStream(file, { flags: "a", mode: 0o600 });
    this.#stream.on("error", () => {}); // a full disk must not end the host
  }

  write(source: string, text: string): void {
    this.#stream.write(`${new Date().toISOString()} ${source.padEnd(19)} ${visibleLines(text)}\n`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
  }
}

export const logFile = (directory: string) => path.join(directory, "host.log");
