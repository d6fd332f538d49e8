import { open, readFile, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";

/** The last lines of a file that are wanted, and where the file ended. */
export async function lastLines(
  file: string,
  count: number,
  wanted: (line: string) => boolean,
): Promise<{ lines: string[]; offset: number }> {
  const bytes = await readFile(file);
  const lines = bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "" && wanted(line));
  return { lines: count === 0 ? [] : lines.slice(-count), offset: bytes.length };
}

const INTERVAL_MS = 200;

/** Calls back with each line that is added from an offset on; starts over when the file is replaced. Returns how to stop. */
export function followLines(
  file: string,
  offset: number,
  onLine: (line: string) => void,
): () => void {
  let rest = "";
  let decoder = new StringDecoder("utf8"); // a character may come in two pieces
  let busy = false;
  const look = async () => {
    const { size } = await stat(file);
    if (size < offset) {
      offset = 0;
      rest = "";
      decoder = new StringDecoder("utf8");
    }
    if (size === offset) return;
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(size - offset),
        0,
        size - offset,
        offset,
      );
      offset += bytesRead;
      const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    } finally {
      await handle.close();
    }
  };
  // Polled: file events say too little on network file systems and in containers.
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look()
      .catch(() => {})
      .finally(() => (busy = false));
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
