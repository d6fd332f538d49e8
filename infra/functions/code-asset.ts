import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { fromRoot, ROOT } from "#lib/root";
import { writeWholeSync } from "#lib/write-whole";

/** A week, after which contents that no stack has had are deleted: they are not read again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * One file of a function's archive. The state keeps its hash and a path, not its content: with the content of every
 * function in it, Pulumi wrote four megabytes to its backend after each resource, and an `up` took twice as long.
 * Two assets are equal when their hashes are, whatever their paths.
 *
 * @param folder where contents are kept, by their hash; where it cannot be written the state takes the text
 */
export function codeAsset(
  content: string | Uint8Array,
  folder = fromRoot("node_modules", ".cache", "cruddur-stack", "code"),
): pulumi.asset.Asset {
  const name = createHash("sha256").update(content).digest("hex");
  try {
    keep(path.join(folder, name), content);
  } catch {
    return new pulumi.asset.StringAsset(textOf(content));
  }
  // From the folder of the program, where engine and providers run: a whole path would differ between machines.
  const place = path.relative(ROOT, path.join(folder, name)).replaceAll(path.sep, "/");
  return new pulumi.asset.FileAsset(place);
}

function keep(file: string, content: string | Uint8Array): void {
  const now = new Date();
  if (statSync(file, { throwIfNoEntry: false })) {
    utimesSync(file, now, now);
    return;
  }
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true });
  writeWholeSync(file, content);
  utimesSync(file, now, now); // the file system's clock may be another
  for (const name of readdirSync(folder)) {
    const other = path.join(folder, name);
    const { mtimeMs } = statSync(other, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (now.getTime() - mtimeMs > KEPT_MS) rmSync(other, { force: true });
  }
}

const textOf = (content: string | Uint8Array): string =>
  typeof content === "string" ? content : new TextDecoder("utf-8", { fatal: true }).decode(content);
