import { ageText } from "#lib/age";
import type { BulkProgress } from "./bulk-seed.ts";

const WHAT = { users: "users", activities: "cruds", indexes: "indexes" } as const;

/** "cruds 412,000 of 1,000,000 (41 %), 210,000 a second, 3 s left" */
function progressLine({ phase, rows, total }: BulkProgress, elapsedMs: number): string {
  if (phase === "indexes") return `building the indexes anew, ${rows + 1} of ${total}`;
  const rate = (rows / Math.max(elapsedMs, 1)) * 1_000;
  const left = rate > 0 ? ageText(Math.ceil((total - rows) / rate)) : "?";
  const percent = Math.floor((rows / total) * 100);
  return `${WHAT[phase]} ${counted(rows)} of ${counted(total)} (${percent} %), ${counted(rate)} a second, ${left} left`;
}

/** 1234567 → "1,234,567" */
export const counted = (number: number): string => Math.round(number).toLocaleString("en-US");

/** Bytes as people say them: "238 MB". */
export function sizeText(bytes: number): string {
  const units = ["kB", "MB", "GB"] as const;
  let value = bytes / 1_024;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]!}`;
}

// Measured on a million of each, with indexes.
const USER_BYTES = 300;
const ACTIVITY_BYTES = 240;

/** How much room so many rows take in the database; the log of changes takes as much again for a while. */
export function bytesFor(users: number, activities: number): number {
  return users * USER_BYTES + activities * ACTIVITY_BYTES;
}

const PIPE_MS = 5_000;

/** Tells of progress: on a terminal on one line that changes, elsewhere on a line every 5 s. `end` clears the line. */
export function progressPrinter(stream: NodeJS.WriteStream = process.stderr): {
  readonly onProgress: (progress: BulkProgress) => void;
  readonly end: () => void;
} {
  let phase = "";
  let started = 0;
  let told = 0;
  return {
    onProgress(progress) {
      const now = performance.now();
      if (progress.phase !== phase) {
        phase = progress.phase;
        started = now;
        told = now;
      }
      const line = progressLine(progress, now - started);
      if (stream.isTTY) {
        stream.write(`\r\x1b[2K  ${line}`);
      } else if (now - told >= PIPE_MS) {
        told = now;
        stream.write(`  ${line}\n`);
      }
    },
    end() {
      if (stream.isTTY) stream.write("\r\x1b[2K");
    },
  };
}
