import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Plan, RecordedResource } from "./pulumi-mocks.ts";

/**
 * A plan as text in which a reviewer sees what a change does to AWS: a block a resource, below its parent, the inputs
 * by name. Code stands as the names of its files, and the page's files without content, since their bytes change with every
 * line.
 */
export async function planText({ resources }: Plan<unknown>): Promise<string> {
  const blocks = await Promise.all(inOrder(resources, undefined).map(blockOf));
  return `${blocks.join("\n\n")}\n`
    .replace(/-[0-9a-f]{10}(?=\.(css|js|svg)\b)/g, "-<hash>") // in names of the page's files
    .replace(/^( *etag: )[0-9a-f]{32}$/gm, "$1<md5>");
}

function inOrder(
  resources: readonly RecordedResource[],
  parent: string | undefined,
): RecordedResource[] {
  return resources
    .filter((resource) => resource.parent === parent)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((resource) => [resource, ...inOrder(resources, resource.name)]);
}

async function blockOf({ type, name, inputs, ...rest }: RecordedResource): Promise<string> {
  const { protect, retainOnDelete, ignoreChanges } = rest.options;
  const options = {
    parent: rest.parent,
    dependsOn: nonEmpty(rest.dependsOn),
    replaceWith: nonEmpty(rest.replaceWith),
    deletedWith: rest.deletedWith,
    protect: protect || undefined,
    retainOnDelete: retainOnDelete || undefined,
    ignoreChanges: nonEmpty(ignoreChanges ?? []),
  };
  const isComponent = type.startsWith("cruddur:");
  const block = {
    [`${name} (${type})`]: {
      ...options,
      ...(isComponent ? {} : ((await plain(inputs)) as object)),
    },
  };
  return stringify(block, {
    sortMapEntries: true,
    lineWidth: 100,
    aliasDuplicateObjects: false,
  }).trimEnd();
}

const nonEmpty = (names: readonly string[]) => (names.length > 0 ? names.toSorted() : undefined);

async function plain(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (pulumi.asset.AssetArchive.isInstance(value)) {
    const files = await (value as pulumi.asset.AssetArchive).assets;
    return { archive: Object.keys(files) };
  }
  if (pulumi.asset.Asset.isInstance(value)) return "<content>";
  if (typeof value === "string") return steady(value);
  if (value === null || typeof value !== "object") return value;
  if (pulumi.runtime.isRpcSecret(value)) {
    return { secret: await plain(pulumi.runtime.unwrapRpcSecret(value)) };
  }
  const entries = Object.entries(value).map(async ([key, item]) => [key, await plain(item)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** A plan's text without what another migration changes in it: the names of their files, and hashes of their texts. */
export function besidesMigrations(text: string): string {
  return text.replace(/^ *- sql\/migrations\/.*\n/gm, "").replace(/\b[0-9a-f]{32}\b/g, "<hash>");
}

/** The text with `<…>` for all that alters with a function or the hour: a hash of 64 digits, an instant. */
function steady(text: string): string {
  return text
    .replace(/\b[0-9a-f]{64}\b/g, "<sha256>")
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "<instant>");
}
