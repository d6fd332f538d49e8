import type { PlannedResource } from "../policies/finding.ts";
import { CANNOT_TELL } from "../policies/unknown-value.ts";
import { UserError } from "../errors.ts";

/** One side of a step: how a resource is, or how it would be. */
export interface StepState {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly id: string | undefined;
  /** The old side's is another than the step's where an alias gives it a new name. */
  readonly urn?: string;
  /** The URN of the component that holds it. */
  readonly parent?: string;
  readonly dependencies: readonly string[];
  /** URNs that an input's value comes from, by input. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Pulumi itself refuses to delete it. */
  readonly isProtected: boolean;
  /** Pulumi forgets it instead of deleting it. */
  readonly isRetained: boolean;
}

/** One resource's part in a plan. */
export interface PreviewStep {
  /** `create`, `update`, `replace`, `delete`, `same` and others of Pulumi's. */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly old: StepState | undefined;
  readonly new: StepState | undefined;
  /** The inputs that force a replacement: `dbName`. */
  readonly replaceReasons: readonly string[];
  /** The inputs that differ. */
  readonly diffReasons: readonly string[];
}

/** A plan, as `pulumi preview --json` tells it. */
export interface Preview {
  /** The stack's name, from its URNs; undefined for a plan without a resource. */
  readonly stack: string | undefined;
  /** The stack's configuration by full key: `cruddur:environment`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: readonly PreviewStep[];
  /** How many resources there are of each op, by the plan's own count. */
  readonly counts: Readonly<Record<string, number>>;
  /** Whether what does not change is among the steps too (`--show-sames`); without it no rule about the whole holds. */
  readonly isWhole: boolean;
  /** Messages of the preview's errors; a plan with errors is not whole. */
  readonly errors: readonly string[];
  /** What the program warns of. */
  readonly warnings: readonly string[];
}

/** Warnings of the engine's and its providers' own, which nobody can do anything about. */
const ENGINES_OWN =
  /^using pulumi-\S+ from \$PATH|^The provider for this resource has inputs that are not known during preview/;

/** Parses the output of `pulumi preview --json`. Throws a UserError for anything else. */
export function parsePreview(text: string): Preview {
  const value = parseObject(text);
  const steps = value["steps"] ?? [];
  if (!Array.isArray(steps)) throw noPreview("it has no list of steps");
  const parsed = steps.map(parseStep);
  const diagnostics = Array.isArray(value["diagnostics"]) ? value["diagnostics"] : [];
  const messagesOf = (wanted: string): string[] =>
    diagnostics
      .filter((it: { severity?: unknown }) => it.severity === wanted)
      .map((it: { message?: unknown }) => String(it.message).trim());
  const { config } = value;
  const counts = countsIn(value["changeSummary"]);
  return {
    config:
      config !== null && typeof config === "object" ? (config as object as Preview["config"]) : {},
    stack: parsed[0]?.urn.split("::")[0]?.split(":")[2],
    steps: parsed,
    counts,
    isWhole: (counts["same"] ?? 0) <= parsed.filter(({ op }) => op === "same").length,
    errors: messagesOf("error"),
    warnings: [...new Set(messagesOf("warning").map((it) => it.replace(/^warning: /, "")))].filter(
      (it) => !ENGINES_OWN.test(it),
    ),
  };
}

/** The resources that there would be after the plan, as policies look at them. */
export function plannedResources({ steps }: Preview): PlannedResource[] {
  return steps.flatMap(({ op, type, name, urn, old, new: wanted }) => {
    // Of what stays as it is the engine tells the old side alone.
    const state = wanted ?? (op === "same" ? old : undefined);
    if (state === undefined || /^(delete|discard|remove)/.test(op)) return [];
    const { inputs: props, id = old?.id, dependencies } = state;
    return [{ type, name, urn, id, props, dependencies }];
  });
}

function countsIn(summary: unknown): Record<string, number> {
  return Object.fromEntries(Object.entries(summary ?? {}).map(([op, n]) => [op, Number(n)]));
}

function parseObject(text: string): Record<string, unknown> {
  // A version check or a plugin's warning may come before it.
  const start = text.search(/^\{/m);
  if (start < 0) throw noPreview(text.trim() === "" ? "it is empty" : "it is no JSON object");
  try {
    return JSON.parse(text.slice(start)) as Record<string, unknown>;
  } catch {
    throw noPreview("its JSON does not end, or there are several values");
  }
}

function parseStep(value: unknown): PreviewStep {
  const step = (value ?? {}) as Record<string, unknown>;
  const { op, urn } = step;
  if (typeof op !== "string" || typeof urn !== "string" || urn.split("::").length < 4)
    throw noPreview("a step of it has no op or no urn");
  const parts = urn.split("::");
  return {
    op,
    urn,
    // Before the type stand those of its parents: cruddur:infra:Database$aws:rds/instance:Instance.
    type: parts[2]!.split("$").at(-1)!,
    name: parts.slice(3).join("::"),
    old: parseState(step["oldState"]),
    new: parseState(step["newState"]),
    replaceReasons: textsOf(step["replaceReasons"]),
    diffReasons: textsOf(step["diffReasons"]),
  };
}

function parseState(value: unknown): StepState | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const state = value as Record<string, unknown>;
  const { inputs, id } = state;
  return {
    inputs:
      inputs !== null && typeof inputs === "object" ? (inputs as Record<string, unknown>) : {},
    id: typeof id === "string" && id !== "" && id !== CANNOT_TELL ? id : undefined,
    ...(typeof state["urn"] === "string" ? { urn: state["urn"] } : {}),
    ...(typeof state["parent"] === "string" ? { parent: state["parent"] } : {}),
    dependencies: textsOf(state["dependencies"]),
    propertyDependencies: (state["propertyDependencies"] ?? {}) as Record<string, string[]>,
    isProtected: state["protect"] === true,
    isRetained: state["retainOnDelete"] === true,
  };
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((it): it is string => typeof it === "string") : [];

/** The command that makes a preview which policies can judge. */
export const MAKE_PREVIEW = "pulumi preview --json --show-sames --stack dev > preview.json";

const noPreview = (why: string) =>
  new UserError(`This is no preview of Pulumi's: ${why}.`, `Make one: ${MAKE_PREVIEW}`);
