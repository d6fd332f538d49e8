import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { FunctionName } from "../domain/functions.ts";
import { fromRoot } from "../root.ts";
import { writeWhole } from "../write-whole.ts";

/** Files that decide a bundle's bytes beside its sources. */
const TOOLS = [
  "lib/bundle/function.ts",
  "package.json",
  "tsconfig.json",
  "node_modules/esbuild/package.json",
] as const;

interface Manifest {
  /** SHA-256 by file. */
  readonly sources: Readonly<Record<string, string>>;
  readonly bundle: string;
}

/** A file's SHA-256. */
type HashOf = (file: string) => string;

/**
 * Gives functions' bundles as they were built last when no source of them has another content since; otherwise builds
 * and keeps them. A preview looks at every function each time: reading the sources takes a tenth of building them.
 * A keeper reads each source once, so it is for one look and not to be kept itself.
 *
 * @param folder where bundles are kept; one that cannot be written keeps none
 * @returns a function that throws as `buildFunction` does
 */
export function bundleKeeper(
  folder = fromRoot("node_modules", ".cache", "cruddur-stack", "functions"),
): (name: FunctionName) => Promise<Uint8Array> {
  const known = new Map<string, string>();
  const hashOf: HashOf = (file) => {
    const hash = known.get(file) ?? sha256(readFileSync(fromRoot(file)));
    known.set(file, hash);
    return hash;
  };
  return async (name) => {
    const file = `${folder}/${name}.cjs`;
    const manifest = `${folder}/${name}.json`;
    const kept = readKept(file, manifest, hashOf);
    if (kept) return kept;
    const { buildFunction } = await import("./function.ts");
    const { bytes, sources } = await buildFunction(name);
    const hashes = Object.fromEntries([...TOOLS, ...sources].map((it) => [it, hashOf(it)]));
    await mkdir(folder, { recursive: true })
      .then(() => writeWhole(file, bytes))
      .then(() => writeWhole(manifest, JSON.stringify({ sources: hashes, bundle: sha256(bytes) })))
      .catch(() => {}); // a read-only checkout builds each time
    return bytes;
  };
}

/** Undefined when a source has changed or is gone, and when the bundle is not the one that the manifest speaks of. */
function readKept(file: string, manifest: string, hashOf: HashOf): Uint8Array | undefined {
  try {
    const { sources, bundle } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
    const isFresh = Object.entries(sources).every(([source, hash]) => hashOf(source) === hash);
    const bytes = readFileSync(file);
    return isFresh && sha256(bytes) === bundle ? Uint8Array.from(bytes) : undefined;
  } catch {
    return undefined; // none was kept, or not all of it
  }
}

const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");
