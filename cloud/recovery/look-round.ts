import { readFile } from "node:fs/promises";
import path from "node:path";
import { pulumiFault } from "#lib/plan/pulumi-fault";
import { fileOf, type ImportEntry, type ImportFile } from "#lib/recovery/import-file";
import { importResult, keyOf } from "#lib/recovery/import-result";
import type { Steps } from "#lib/terminal/steps";
import { previewOf, type PulumiOptions } from "../pulumi.ts";
import type { CloudControl } from "./cloud-control.ts";
import { findExisting } from "./find-existing.ts";
import { importing } from "./take-in.ts";

/** What is there and the state does not know, and what else the plan would make. */
export interface Round {
  /** With the id that each is imported by. */
  readonly found: ReadonlyMap<ImportEntry, string>;
  readonly absent: readonly ImportEntry[];
  readonly later: readonly ImportEntry[];
  readonly unclear: ReadonlyMap<ImportEntry, string>;
  readonly remade: ReadonlyMap<ImportEntry, string>;
  /** For `pulumi import`. */
  readonly file: ImportFile;
}

/** Plans, and looks for what the plan would make. Changes nothing. */
export async function lookRound(
  at: PulumiOptions,
  aws: CloudControl,
  { steps, folder }: { readonly steps: Steps; readonly folder: string },
): Promise<Round> {
  const planned = path.join(folder, "planned.json");
  const preview = await steps.run("Plan", () => previewOf(at, "up", ["--import-file", planned]));
  const plan = JSON.parse(await readFile(planned, "utf8")) as ImportFile;
  const entries = plan.resources ?? [];
  const existing = await steps.run("AWS's lists", () => findExisting(preview, entries, aws));
  const unknown = new Set<string>(); // filled in below
  for (const entry of entries) {
    if (entry.type === "pulumi:providers:postgresql" && !entry.inputs?.["host"]) {
      unknown.add(entry.name);
    }
  }
  const candidates = new Map(
    [...existing.ids].filter(([{ provider }]) => !unknown.has(provider ?? "")),
  );
  const waiting = [...existing.ids.keys()].filter((entry) => !candidates.has(entry));
  const missing = await steps.run("The provider, by name", () =>
    missingOf(at, folder, fileOf(plan, candidates, unknown)),
  );
  const found = new Map([...candidates].filter(([entry]) => !missing.has(keyOf(entry))));
  return {
    ...existing,
    found,
    absent: [...existing.absent, ...[...candidates.keys()].filter((it) => !found.has(it))],
    later: [...existing.later, ...waiting],
    file: fileOf(plan, found, unknown),
  };
}

async function missingOf(at: PulumiOptions, folder: string, file: ImportFile) {
  if ((file.resources ?? []).every(({ id }) => id === undefined)) return new Set<string>();
  const { code, stdout, stderr } = await importing(at, folder, file, ["--preview-only"]);
  const { missing, errors } = importResult(stdout);
  if (errors.length > 0 || (code !== 0 && missing.size === 0)) {
    throw pulumiFault([...errors, stderr].join("\n"), at.stack, "look for the resources of");
  }
  return missing;
}
