import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import type { FunctionName } from "./functions.ts";
import { fromRoot } from "./root.ts";

/** What decides a bundle's bytes beside its sources. */
const TOOLS = [
  "lib/bundle.ts",
  "package.json",
  "tsconfig.json",
  "node_modules/esbuild/package.json",
] as const;

interface Manifest {
  /** SHA-256 by file. */
  readonly sources: Readonly<Record<string, string>>;
  readonly bundle: string;
}

/**
 * A function's bundle, as it was built last when no source of it has another content since; otherwise built and kept.
 * A preview looks at each function every time: reading the sources takes a tenth of building them.
 *
 * @param folder where bundles are kept; one that cannot be written keeps none
 * Throws as `buildFunction` does.
 */
export async function keptBundle(
  name: FunctionName,
  folder = fromRoot("node_modules", ".cache", "cruddur-stack", "functions"),
): Promise<Uint8Array> {
  const file = `${folder}/${name}.cjs`;
  const manifest = `${folder}/${name}.json`;
  const kept = await readKept(file, manifest).catch(() => undefined);
  if (kept) return kept;
  const { buildFunction } = await import("./bundle.ts");
  const { bytes, sources } = await buildFunction(name);
  const hashes = await hashesOf([...TOOLS, ...sources]);
  await mkdir(folder, { recursive: true })
    .then(() => writeWhole(file, bytes))
    .then(() => writeWhole(manifest, JSON.stringify({ sources: hashes, bundle: sha256(bytes) })))
    .catch(() => {}); // a read-only checkout builds each time
  return bytes;
}

/** Undefined when a source has changed, or when the bundle is not the one that the manifest speaks of. */
async function readKept(file: string, manifest: string): Promise<Uint8Array | undefined> {
  const { sources, bundle } = JSON.parse(await readFile(manifest, "utf8")) as Manifest;
  const [bytes, now] = await Promise.all([readFile(file), hashesOf(Object.keys(sources))]);
  const isFresh = Object.entries(sources).every(([source, hash]) => now[source] === hash);
  return isFresh && sha256(bytes) === bundle ? Uint8Array.from(bytes) : undefined;
}

async function hashesOf(files: readonly string[]): Promise<Record<string, string>> {
  const hashes = await Promise.all(
    files.map(async (file) => [file, sha256(await readFile(fromRoot(file)))] as const),
  );
  return Object.fromEntries(hashes);
}

const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

/** So that a reader finds all of a file or none. */
async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, content);
  await rename(unfinished, file);
}
