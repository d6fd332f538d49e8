import { RefusedError, UserError } from "#lib/errors";
import { keyOf } from "#lib/recovery/import-result";
import { askPulumi, type PulumiOptions } from "../pulumi.ts";

/** The state as `pulumi stack export` tells it: secrets stay encrypted. */
export function exportState(at: PulumiOptions): Promise<string> {
  return askPulumi(["stack", "export"], { ...at, doing: "export the state of" });
}

/** Puts a state that was exported in the place of the stack's, but for what was pending in it, which Pulumi leaves out. */
export async function importState(at: PulumiOptions, file: string): Promise<void> {
  await askPulumi(["stack", "import", "--file", file], { ...at, doing: "put back the state of" });
}

interface Deployment {
  readonly resources?: readonly {
    readonly urn: string;
    readonly type: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
  }[];
  readonly pending_operations?: readonly { readonly resource: { readonly urn: string } }[];
}

/** Logical names of what an up was in the middle of when it ended. */
export const pendingIn = (state: string): string[] =>
  (deploymentOf(state).pending_operations ?? []).map(({ resource }) => nameIn(resource.urn));

/**
 * Throws a RefusedError where an up was cut in the middle: what it was making may be there, the state does not know it, and
 * neither an up nor a destroy would ask. Ask it when no other up is running, which has such too.
 */
export function refusePending(state: string, stack: string): void {
  const pending = [...new Set(pendingIn(state))];
  if (pending.length === 0) return;
  throw new RefusedError(
    `An up of stack ${stack} was cut while it made ${pending.join(", ")}: what of it is there the state does not know. Nothing was done.`,
    `Take it in first: npm run state:recover -- --target ${stack}`,
  );
}

/**
 * Logical names of resources whose tags say that they are not what the stack's provider tags its own with: `project`,
 * `stack`. What has no tags at all is of a kind without them.
 *
 * @param keys of the resources that are judged
 */
export function strangersIn(state: string, keys: ReadonlySet<string>): string[] {
  const resources = deploymentOf(state).resources ?? [];
  const wanted = defaultTags(resources);
  return resources.flatMap(({ urn, type, outputs }) => {
    const tags = outputs?.["tagsAll"] as Readonly<Record<string, unknown>> | undefined;
    const name = nameIn(urn);
    if (!keys.has(keyOf({ type, name })) || tags === undefined) return [];
    return ["project", "stack"].some((key) => tags[key] !== wanted[key]) ? [name] : [];
  });
}

function defaultTags(resources: Deployment["resources"]): Readonly<Record<string, unknown>> {
  const provider = resources?.find(({ type }) => type === "pulumi:providers:aws");
  const text = provider?.inputs?.["defaultTags"];
  if (typeof text !== "string") return {};
  return (JSON.parse(text) as { tags?: Record<string, unknown> }).tags ?? {};
}

const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

function deploymentOf(state: string): Deployment {
  try {
    return (JSON.parse(state) as { deployment?: Deployment }).deployment ?? {};
  } catch {
    throw new UserError(
      "pulumi stack export printed no JSON.",
      "See what it says: pulumi stack export",
    );
  }
}
