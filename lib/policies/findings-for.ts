import { EXCEPTIONS, type PolicyException } from "./exceptions.ts";
import type { Finding, PlannedResource, PolicyEnvironment, Undecided } from "./finding.ts";
import { judge } from "./judge.ts";
import { endedExceptions, unwaived } from "./waive.ts";

export interface Verdict {
  /** Findings to be mended: what exceptions speak of is taken off, and those that have ended are added. */
  readonly findings: readonly Finding[];
  /** Findings that an exception covers: they are known, and why they are borne is in `exceptions.ts`. */
  readonly waived: readonly Finding[];
  /** Questions that can be answered only once the resource is there. The policy pack looks again during the up. */
  readonly undecided: readonly Undecided[];
}

/** The whole verdict on a plan. Pure: the clock is `now`. */
export function verdictOn(
  resources: readonly PlannedResource[],
  environment: PolicyEnvironment,
  now: Date,
  exceptions: readonly PolicyException[] = EXCEPTIONS,
): Verdict {
  const { findings: all, undecided } = judge(resources, environment);
  const left = unwaived(all, exceptions, environment);
  return {
    findings: [...left, ...endedExceptions(exceptions, environment, now)],
    waived: all.filter((finding) => !left.includes(finding)),
    undecided,
  };
}

/** The findings alone. An empty list means that the plan keeps every control, as far as it can be known. */
export function findingsFor(
  resources: readonly PlannedResource[],
  environment: PolicyEnvironment,
  now: Date,
): readonly Finding[] {
  return verdictOn(resources, environment, now).findings;
}
