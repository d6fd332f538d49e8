import type { Preview, PreviewStep } from "./preview.ts";
import { valueChanges, type ValueChange } from "./value-changes.ts";

/** A change to a resource, in the words of a reader. */
export type Change = "create" | "update" | "replace" | "delete";

export interface ChangedResource {
  readonly change: Change;
  readonly name: string;
  readonly type: string;
  /** The inputs that differ; those that force a replacement first. */
  readonly because: readonly string[];
  /** What they were and will be; empty where that is not known, and of what is made or deleted. */
  readonly values: readonly ValueChange[];
}

const CHANGES: Readonly<Record<string, Change>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "create",
};

/** How a line of a plan begins. */
export const SIGNS: Readonly<Record<Change, string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
};

/** The changes of a plan, in its own order; without components and the stack itself, which AWS knows nothing of. */
export function changesIn({ steps }: Preview): ChangedResource[] {
  return steps.filter(isReal).flatMap((step) => {
    const { op, name, type, replaceReasons, diffReasons } = step;
    const change = CHANGES[op];
    if (change === undefined) return [];
    const because = [...new Set([...replaceReasons, ...diffReasons])];
    return [{ change, name, type, because, values: valueChanges(step) }];
  });
}

/**
 * Whether an up would leave AWS and the state as they are. A provider's own options and a new name by an alias are no
 * change to AWS, and must be written into the state all the same.
 */
export function isSettled({ steps }: Preview): boolean {
  return steps.every(
    ({ op, urn, old }) => op === "read" || (op === "same" && (old?.urn ?? urn) === urn),
  );
}

/** A line for each change: `± cruddur-database-instance  aws:rds/instance:Instance  (dbName)`. */
export function changeLines(
  changes: readonly ChangedResource[],
  whyOf: (change: ChangedResource) => string = namedInputs,
): string[] {
  const width = Math.max(0, ...changes.map(({ name }) => name.length));
  return changes.map((it) => {
    const why = whyOf(it);
    return `${SIGNS[it.change]} ${it.name.padEnd(width)}  ${it.type}${why === "" ? "" : `  ${why}`}`;
  });
}

/** `(dbName)`; "" without any. */
export const namedInputs = ({ because }: ChangedResource): string =>
  because.length === 0 ? "" : `(${because.join(", ")})`;

/** Whether a plan runs migrations on a database that is there: the invocation of the migrator is made anew for them. */
export function runsMigrations(changes: readonly ChangedResource[]): boolean {
  return changes.some(
    ({ change, type }) => change === "replace" && type === "aws:lambda/invocation:Invocation",
  );
}

/** `3 to create, 1 to replace`; "Nothing changes" without any. */
export function changeSummary(changes: readonly ChangedResource[]): string {
  const parts = (Object.keys(SIGNS) as Change[]).flatMap((change) => {
    const count = changes.filter((it) => it.change === change).length;
    return count === 0 ? [] : [`${count} to ${change}`];
  });
  return parts.length === 0 ? "Nothing changes" : parts.join(", ");
}

const isReal = ({ type }: PreviewStep): boolean =>
  type !== "pulumi:pulumi:Stack" && !/^(cruddur:|pulumi:providers:)/.test(type);
