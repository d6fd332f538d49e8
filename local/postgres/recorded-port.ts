import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SETTINGS_FILE } from "./cluster.ts";

/** The port on which the server of a data directory was started last, whether or not it runs; undefined before its first start. */
export async function recordedPort(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, SETTINGS_FILE), "utf8").catch(() => "");
  return Number(/^port = '(\d+)'$/m.exec(text)?.[1]) || undefined;
}
