import { randomUUID } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { renameOver } from "./busy-files.ts";

export interface WriteWholeOptions {
  /** Who may read and write it. @default 0o666, less the umask */
  readonly mode?: number;
}

/**
 * Writes a file beside its place and renames it there: a reader finds all of the content, or what was there before,
 * whenever this process is killed. Throws the file system's error, and leaves nothing beside the place then.
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  options: WriteWholeOptions = {},
): Promise<void> {
  const unfinished = beside(file);
  try {
    await writeFile(unfinished, content, options);
    await renameOver(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** `writeWhole` for the Pulumi program, whose components are made without waiting. */
export function writeWholeSync(
  file: string,
  content: string | Uint8Array,
  options: WriteWholeOptions = {},
): void {
  const unfinished = beside(file);
  try {
    writeFileSync(unfinished, content, options);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** A name that no other writer has, in this process or another. */
const beside = (file: string) => `${file}.${randomUUID()}`;
