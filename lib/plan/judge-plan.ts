import { RefusedError, UserError } from "../errors.ts";
import { verdictOn } from "../policies/findings-for.ts";
import { policyEnvironment } from "../policies/policy-environment.ts";
import { ENDED } from "../policies/waive.ts";
import { changesIn } from "./changes.ts";
import { needlessAllowances, refusalsOf } from "./guard/guard.ts";
import type { Refusal } from "./guard/refusal.ts";
import type { JudgedPlan } from "./plan-markdown.ts";
import { plannedResources, type Preview } from "./preview.ts";

/**
 * What a plan changes, and what the guard and the policies say of it.
 *
 * @param allowed logical names, as given to `--allow-replace`
 */
export function judgePlan(
  preview: Preview,
  now: Date,
  allowed: readonly string[] = [],
): JudgedPlan {
  const environment = policyEnvironment(preview.config);
  return {
    changes: changesIn(preview),
    refusals: refusalsOf(preview, allowed),
    verdict: verdictOn(plannedResources(preview), environment, now),
  };
}

/** Why a plan must not be applied; undefined where it may. */
export function planFault(
  preview: Preview,
  { refusals, verdict: { findings } }: JudgedPlan,
  allowed: readonly string[],
): UserError | undefined {
  const needless = needlessAllowances(preview, allowed);
  if (needless.length > 0) {
    return new RefusedError(
      `Nothing refuses to replace or delete ${needless.join(", ")}. Nothing was done.`,
      "Is it misspelt? The names are those in the list above.",
    );
  }
  if (refusals.length > 0) {
    const named = refusals.filter((it) => it.canBeAllowed).map(({ resource }) => resource);
    return refused(
      refusals,
      named.map((name) => `If it may be lost for good: --allow-replace ${name}`),
    );
  }
  if (findings.length === 0) return undefined;
  if (findings.every(({ rule }) => rule === ENDED)) {
    return new UserError(
      `${findings.map(({ found }) => found).join("; ")}. Nothing was done.`,
      "Look them over in lib/policies/exceptions.ts: mend what each one excuses, or give it a new date, and commit the reason.",
    );
  }
  const controls = [...new Set(findings.map(({ controls: [first] }) => first))];
  return new UserError(
    `The plan breaks ${controls.length === 1 ? "a policy" : `${controls.length} policies`}: ${controls.join(", ")}. Nothing was done.`,
    "Change what the table names. What must be borne for a time is an exception with a date: lib/policies/exceptions.ts",
  );
}

/**
 * What the guard says of a plan that Pulumi itself has refused since it replaces or deletes what is protected; undefined
 * where it was refused for another reason. The engine goes on planning then, so that the steps are all there.
 */
export function protectionFault(preview: Preview): RefusedError | undefined {
  const refusals = refusalsOf(preview);
  if (refusals.length === 0 || !preview.errors.some((it) => PROTECTS.test(it))) return undefined;
  return refused(refusals, []);
}

const PROTECTS = /marked for protection|is protected/;

const refused = (refusals: readonly Refusal[], more: readonly string[]) =>
  new RefusedError(
    `${refusals.map(({ problem }) => problem).join("\n")}\nNothing was done.`,
    [...new Set(refusals.map(({ instead }) => instead)), ...more].join("\n"),
  );
