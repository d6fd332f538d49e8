import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Folders of the checkout that hold nothing of its sources. */
const NOT_SOURCES = ["node_modules", ".git", ".local", ".install", ".test-results"];

/**
 * A hash, in hex, of Node's version, the installed packages, and every file of a checkout in `places` (all of it when
 * there are none) with its name: the same for the same content, whatever the files' times. Places are folders and files,
 * by their paths from `root`.
 */
export function fingerprintOf(root: string, places: readonly string[] = [""]): string {
  const hash = createHash("sha256").update(process.version);
  const installed = path.join("node_modules", ".package-lock.json");
  const files = places.flatMap((place) => filesBelow(root, place)).sort();
  for (const file of [installed, ...files]) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function filesBelow(root: string, place: string): string[] {
  if (!statSync(path.join(root, place)).isDirectory()) return [place];
  return readdirSync(path.join(root, place), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(place, entry.name);
    if (entry.isDirectory()) return NOT_SOURCES.includes(entry.name) ? [] : filesBelow(root, name);
    return entry.isFile() ? [name] : [];
  });
}
