import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pulumiFault } from "#lib/plan/pulumi-fault";
import type { ImportFile } from "#lib/recovery/import-file";
import { importResult } from "#lib/recovery/import-result";
import { tryPulumi, type PulumiOptions } from "../pulumi.ts";

/** All at once, so that a single run tells of everything that is not there. */
const AT_ONCE = ["--parallel", "200"];
const IMPORT = ["import", "--generate-code=false", "--protect=false", "--json", ...AT_ONCE];

/** Takes a round's finds into the state. */
export async function takeIn(
  at: PulumiOptions,
  folder: string,
  { file }: { readonly file: ImportFile },
): Promise<void> {
  const { code, stdout, stderr } = await importing(at, folder, file, ["--yes", "--skip-preview"]);
  if (code === 0) return;
  const { missing, errors } = importResult(stdout);
  throw pulumiFault([...missing, ...errors, stderr].join("\n"), at.stack, "import into");
}

/** Runs `pulumi import` on a file's entries. */
export async function importing(
  at: PulumiOptions,
  folder: string,
  file: ImportFile,
  words: readonly string[],
) {
  const place = path.join(folder, "import.json");
  await writeFile(place, JSON.stringify(file), { mode: 0o600 });
  return tryPulumi([...IMPORT, "--file", place, ...words], at);
}

/** A folder for the files of a recovery, which is gone after `work`. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "cruddur-recover-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
