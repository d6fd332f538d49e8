import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Plan, RecordedResource } from "./pulumi-mocks.ts";

/**
 * A plan as text in which a reviewer sees what a change does to AWS: a block a resource, below its parent, the inputs
 * by name. Code stands as the names of its files, since its bytes change with every line of a function.
 */
export function planText(plan: Plan<unknown>): string {
  return `${blocksOf(plan.resources, undefined).join("\n\n")}\n`;
}

function blocksOf(resources: readonly RecordedResource[], parent: string | undefined): string[] {
  return resources
    .filter((resource) => resource.parent === parent)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((resource) => [blockOf(resource), ...blocksOf(resources, resource.name)]);
}

function blockOf({ type, name, inputs, ...rest }: RecordedResource): string {
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
    [`${name} (${type})`]: { ...options, ...(isComponent ? {} : (plain(inputs) as object)) },
  };
  return stringify(block, {
    sortMapEntries: true,
    lineWidth: 100,
    aliasDuplicateObjects: false,
  }).trimEnd();
}

const nonEmpty = (names: readonly string[]) => (names.length > 0 ? names.toSorted() : undefined);

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (pulumi.asset.AssetArchive.isInstance(value)) {
    return `archive of ${Object.keys((value as pulumi.asset.AssetArchive).assets as object).join(", ")}`;
  }
  if (typeof value === "string") return steady(value);
  if (value === null || typeof value !== "object") return value;
  if (pulumi.runtime.isRpcSecret(value))
    return { secret: plain(pulumi.runtime.unwrapRpcSecret(value)) };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** What is another at each change of `sql/` or each hour: a hash of 64 digits, an instant. */
function steady(text: string): string {
  return text
    .replace(/\b[0-9a-f]{64}\b/g, "<sha256>")
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "<instant>");
}
