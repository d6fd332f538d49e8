import { GUARDED, type Guarded } from "./guarded-resources.ts";
import { TYPES } from "../../policies/resource-types.ts";
import { isUnknown } from "../../policies/unknown-value.ts";
import { networkMove } from "./network-move.ts";
import { placeChange } from "./place-change.ts";
import type { Preview, PreviewStep, StepState } from "../preview.ts";
import type { Refusal } from "./refusal.ts";
import { setLine } from "../../stack-config/fault.ts";
import { SCHEMA_TAG, schemaChange } from "../../domain/user-pool-schema.ts";

/**
 * A refusal for each thing that a plan would destroy and that cannot be made again, less those allowed by name.
 *
 * @param allowed logical names, as given to `--allow-replace`
 */
export function refusalsOf(preview: Preview, allowed: readonly string[] = []): Refusal[] {
  const { steps } = preview;
  const refusals = steps.flatMap((step) => [
    ...destruction(step, preview),
    ...networkMove(step, preview),
    ...(step.op === "update" ? immutableSchema(step) : []),
    ...placeChange(step, preview),
  ]);
  return refusals.filter((it) => !(it.canBeAllowed && allowed.includes(it.resource)));
}

/** Names that were allowed without need: a misspelt one would otherwise be believed. */
export function needlessAllowances(preview: Preview, allowed: readonly string[]): string[] {
  const refused = new Set(
    refusalsOf(preview).flatMap((it) => (it.canBeAllowed ? [it.resource] : [])),
  );
  return allowed.filter((name) => !refused.has(name));
}

function destruction(step: PreviewStep, { steps, stack = "<stack>" }: Preview): Refusal[] {
  const guarded = GUARDED[step.type];
  const op = kindOf(step.op);
  if (!guarded || !op) return [];
  const because = step.replaceReasons;
  const causes = because.length > 0 ? ` (${because.join(", ")})` : "";
  const does = op === "delete" && step.old?.isRetained ? "forget" : op;
  const inputs = because.map((property) => property.split(/[.[]/)[0]!);
  const advice = inputs.flatMap((input) => [
    ...setBack(guarded, input, step.old, stack),
    guarded.instead[input],
  ]);
  const known = [...new Set(advice.filter((it) => it !== undefined))];
  const instead =
    op === "delete"
      ? renameAdvice(step, steps)
      : known.length > 0
        ? known.join("\n")
        : guarded.otherwise;
  const loss = does === "forget" ? "leave it behind, unwatched" : `lose ${guarded.loses}`;
  return [
    {
      resource: step.name,
      type: step.type,
      op,
      because,
      problem: `It would ${does} ${guarded.what} ${step.name}${causes}, and ${loss}.`,
      instead,
      canBeAllowed: true,
    },
  ];
}

function setBack({ keys }: Guarded, input: string, old: StepState | undefined, stack: string) {
  const key = keys?.[input];
  if (key === undefined) return [];
  return [`Set it back: ${setLine(stack, key[0], key[1](old?.inputs[input]))}`];
}

function kindOf(op: string): "replace" | "delete" | undefined {
  if (/replace/.test(op)) return op.startsWith("remove") ? undefined : "replace";
  return op === "delete" ? "delete" : undefined;
}

/** A deletion beside a creation of the same type is a new name in the program, which an alias makes harmless. */
function renameAdvice(step: PreviewStep, steps: readonly PreviewStep[]): string {
  const gone = outermostGone(step, steps);
  const made = steps.find(({ op, type }) => op === "create" && type === gone.type);
  if (made?.name === gone.name)
    return `It has another parent now. Keep it by an alias: aliases: [{ parent: … }], or by its urn: aliases: ["${step.urn}"].`;
  if (made)
    return `If ${made.name} is the new name of ${gone.name}, keep it by an alias in the options of ${made.name}: aliases: [{ name: "${gone.name}" }].`;
  return "Put it back into the program. To be rid of the whole stack: npm run destroy.";
}

/** The component that goes as a whole: its parts are named after it, and an alias of it is one of theirs. */
function outermostGone(step: PreviewStep, steps: readonly PreviewStep[]): PreviewStep {
  const parent = steps.find(({ urn, op }) => urn === step.old?.parent && op === "delete");
  return parent ? outermostGone(parent, steps) : step;
}

/** Cognito refuses this in the middle of an up, with the rest of it half done. */
function immutableSchema(step: PreviewStep): Refusal[] {
  if (step.type !== TYPES.userPool || !step.old || !step.new) return [];
  const found = schemaIn(step.old);
  const wanted = schemaIn(step.new);
  if (found === undefined || wanted === undefined || found === wanted) return [];
  const { problem, hint } = schemaChange(found, wanted);
  const about = { resource: step.name, type: step.type, op: "update" as const };
  return [{ ...about, because: ["schemas"], problem, instead: hint, canBeAllowed: false }];
}

/**
 * A pool's attributes: as its tag tells them, since the engine is told to leave `schemas` alone; otherwise, on a pool
 * that was adopted, `schemas` itself. Undefined where they are not known.
 */
function schemaIn({ inputs }: StepState): string | undefined {
  const tags = inputs["tags"] as Readonly<Record<string, unknown>> | undefined;
  const told = tags?.[SCHEMA_TAG] ?? inputs["schemas"];
  if (told === undefined || isUnknown(told)) return undefined;
  return typeof told === "string" ? told : canonical(told);
}

/** A value as JSON with its keys in order, without what providers add for themselves. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key.startsWith("__")) return undefined;
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
