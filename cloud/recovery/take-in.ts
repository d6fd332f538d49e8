import { rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "#lib/errors";
import { pulumiFault } from "#lib/plan/pulumi-fault";
import type { ImportFile } from "#lib/recovery/import-file";
import { importResult } from "#lib/recovery/import-result";
import { withSource } from "#lib/restore/state-database";
import { tryPulumi, type PulumiOptions } from "../pulumi.ts";
import { exportState, importState } from "./state.ts";

/** Many at once, so that one run tells of as many as it can that are not there. */
const AT_ONCE = ["--parallel", "200"];
const IMPORT = ["import", "--generate-code=false", "--protect=false", "--json", ...AT_ONCE];

/** Takes a round's finds into the state. Throws a UserError that says how the state of before is put back. */
export async function takeIn(
  at: PulumiOptions,
  folder: string,
  { file, backup }: { readonly file: ImportFile; readonly backup: string },
): Promise<void> {
  const components = (file.resources ?? []).filter(({ component }) => component);
  // The engine writes a provider before the component that it belongs to, and reads no such state.
  const files = components.length === 0 ? [file] : [{ ...file, resources: components }, file];
  for (const part of files) {
    const ended = await importing(at, folder, part, ["--yes", "--skip-preview"]);
    if (ended.code === 0) continue;
    const { missing, errors } = importResult(ended.stdout);
    const told = [...[...missing].map((key) => `error: ${key} is not there`), ...errors];
    const said = pulumiFault(
      [...(told.length > 0 ? told : [ended.stdout]), ended.stderr].join("\n"),
      at.stack,
      "import into",
    );
    throw new UserError(
      said.message,
      `What is in is in: type the command again. The state of before: pulumi stack import --stack ${at.stack} --file ${backup}`,
    );
  }
}

/** What an import leaves out: where a database came from. The next up would take it for another one. */
export async function tellSources(at: PulumiOptions, folder: string): Promise<void> {
  const state = await exportState(at);
  const told = withSource(state);
  if (told === state) return;
  const file = path.join(folder, "told.json");
  await writeFile(file, told, { mode: 0o600 });
  await importState(at, file);
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

/**
 * A folder for the files of a recovery, which is gone after `work`, and also where the third Ctrl-C ends the process at
 * once: a plan's providers may hold the master user's password.
 */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "cruddur-recover-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await work(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
