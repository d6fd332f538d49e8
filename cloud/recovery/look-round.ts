import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Preview } from "#lib/plan/preview";
import { pulumiFault } from "#lib/plan/pulumi-fault";
import { isUnknown } from "#lib/policies/unknown-value";
import { fileOf, type ImportEntry, type ImportFile } from "#lib/recovery/import-file";
import { importResult, keyOf } from "#lib/recovery/import-result";
import { probe } from "#lib/tcp-probe";
import type { Steps } from "#lib/terminal/steps";
import { previewOf, type PulumiOptions } from "../pulumi.ts";
import type { CloudControl } from "./cloud-control.ts";
import { findExisting, type Existing } from "./find-existing.ts";
import { importing } from "./take-in.ts";

/** What is there and the state does not know, and what else the plan would make. */
export interface Round extends Omit<Existing, "ids"> {
  /** With the id that each is imported by. */
  readonly found: ReadonlyMap<ImportEntry, string>;
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
  const plan = await readImportFile(planned);
  const existing = await steps.run("AWS's lists", () =>
    findExisting(preview, plan.resources ?? [], aws),
  );
  const server = await serverIn(preview);
  const roles = [...existing.ids.keys()].filter(({ type }) => type.startsWith("postgresql:"));
  const withheld = new Set(server === "open" ? [] : roles);
  const candidates = new Map([...existing.ids].filter(([entry]) => !withheld.has(entry)));
  const found = await steps.run("The provider, by id", () =>
    presentOf(at, folder, plan, candidates),
  );
  return {
    remade: existing.remade,
    found,
    absent: [...existing.absent, ...[...candidates.keys()].filter((it) => !found.has(it))],
    later: [...existing.later, ...(server === "unknown" ? withheld : [])],
    unclear: new Map([
      ...existing.unclear,
      ...[...withheld].flatMap((entry): [ImportEntry, string][] =>
        server === "unknown" ? [] : [[entry, silent(preview, at.stack)]],
      ),
    ]),
    file: fileOf(plan, found),
  };
}

/** The stack has no outputs yet, by which dev-ip:open would know its group. */
function silent({ steps, config }: Preview, stack: string): string {
  const group = steps.find(({ name }) => name === "cruddur-access-database")?.old?.id;
  const region = String(config["cruddur:region"]);
  const open = `npm run dev-ip:open -- --security-group ${group} --region ${region} --stack ${stack}`;
  return `the database does not answer from here. Let your address in, and type this again: ${open}`;
}

/** The file is not written where the plan makes nothing. */
async function readImportFile(file: string): Promise<ImportFile> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as ImportFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** Whether the database of the stack's roles answers. The provider itself would ask for each role, and wait each time. */
async function serverIn({ steps }: Preview): Promise<"open" | "silent" | "unknown"> {
  const step = steps.find(({ type }) => type === "pulumi:providers:postgresql");
  const { host, port } = (step?.new ?? step?.old)?.inputs ?? {};
  if (isUnknown(host) || isUnknown(port)) return "unknown";
  const answer = await probe(String(host), Number(port), { patienceMs: 0 });
  return answer === "open" ? "open" : "silent";
}

/** Those that the provider reads. At the first that is not there the engine leaves out what it has not begun. */
async function presentOf(
  at: PulumiOptions,
  folder: string,
  plan: ImportFile,
  candidates: ReadonlyMap<ImportEntry, string>,
): Promise<ReadonlyMap<ImportEntry, string>> {
  let present = candidates;
  while (present.size > 0) {
    at.check?.();
    const { code, stdout, stderr } = await importing(at, folder, fileOf(plan, present), [
      "--preview-only",
    ]);
    const { missing, errors } = importResult(stdout);
    if (errors.length > 0 || (code !== 0 && missing.size === 0)) {
      throw pulumiFault([...errors, stderr].join("\n"), at.stack, "look for the resources of");
    }
    if (code === 0) return present;
    present = new Map([...present].filter(([entry]) => !missing.has(keyOf(entry))));
  }
  return present;
}
