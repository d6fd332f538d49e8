import type { Preview, PreviewStep } from "./preview.ts";

/** A change to a resource, in the words of a reader. */
export type Change = "create" | "update" | "replace" | "delete";

export interface ChangedResource {
  readonly change: Change;
  readonly name: string;
  readonly type: string;
  /** The inputs that differ; those that force a replacement first. */
  readonly because: readonly string[];
}

const CHANGES: Readonly<Record<string, Change>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "create",
};

const SIGNS: Readonly<Record<Change, string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
};

/** The changes of a plan, in its own order; without components and the stack itself, which AWS knows nothing of. */
export function changesIn({ steps }: Preview): ChangedResource[] {
  return steps.filter(isReal).flatMap(({ op, name, type, replaceReasons, diffReasons }) => {
    const change = CHANGES[op];
    if (change === undefined) return [];
    return [{ change, name, type, because: [...new Set([...replaceReasons, ...diffReasons])] }];
  });
}

/** A line for each change: `± cruddur-database-instance  aws:rds/instance:Instance  (dbName)`. */
export function changeLines(changes: readonly ChangedResource[]): string[] {
  const width = Math.max(0, ...changes.map(({ name }) => name.length));
  return changes.map(({ change, name, type, because }) => {
    const why = because.length === 0 ? "" : `  (${because.join(", ")})`;
    return `${SIGNS[change]} ${name.padEnd(width)}  ${type}${why}`;
  });
}

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

/**
 * How many changes of a refresh's preview are counted without being named. Pulumi's JSON names an update only where the
 * provider tells which property it is.
 */
export function unnamedCount({ steps, counts }: Preview): number {
  const ofOp = (wanted: string) => steps.filter(({ op }) => op === wanted).length;
  const left = (op: string) => Math.max(0, (counts[op] ?? 0) - ofOp(op));
  return left("update") + left("delete");
}

const isReal = ({ type }: PreviewStep): boolean =>
  type !== "pulumi:pulumi:Stack" && !/^(cruddur:|pulumi:providers:)/.test(type);
