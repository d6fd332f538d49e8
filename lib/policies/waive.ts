import type { PolicyException } from "./exceptions.ts";
import type { Finding, PolicyEnvironment } from "./finding.ts";

/** The findings that no exception speaks of. One that has ended still does: it is a finding itself, in their place. */
export function unwaived(
  findings: readonly Finding[],
  exceptions: readonly PolicyException[],
  environment: PolicyEnvironment,
): Finding[] {
  const held = exceptions.filter((it) => it.environments.includes(environment));
  return findings.filter(({ controls }) => !held.some(({ control }) => controls.includes(control)));
}

/** A finding for each day on which exceptions ended, whether or not anything needs them still. */
export function endedExceptions(
  exceptions: readonly PolicyException[],
  environment: PolicyEnvironment,
  now: Date,
): Finding[] {
  const ended = exceptions.filter(
    (it) => it.environments.includes(environment) && lastMoment(it) < now.getTime(),
  );
  return [...new Set(ended.map(({ expires }) => expires))].sort().map((day) => {
    const controls = ended.filter(({ expires }) => expires === day).map(({ control }) => control);
    return {
      rule: ENDED,
      controls,
      resource: "lib/policies/exceptions.ts",
      type: "exception",
      found: `${countOf(controls.length)} ended on ${day}`,
      wanted: "a decision on each: mend what it excused, or a new date",
      change: "Change the stack, or the exception's expires, and say why in the commit.",
    };
  });
}

/** The rule of an exception that has ended. */
export const ENDED = "exception-ended";

const WARNED_DAYS = 60;

/**
 * What ends within 60 days, in a sentence: "42 exceptions from policies end on 2027-11-30, in 29 days, and then nothing is
 * deployed: …"; undefined where nothing does, or it has ended.
 */
export function endingText(
  exceptions: readonly PolicyException[],
  environments: readonly PolicyEnvironment[],
  now: Date,
): string | undefined {
  const daysLeft = (it: PolicyException) => Math.floor((lastMoment(it) - now.getTime()) / DAY_MS);
  const ending = exceptions.filter(
    (it) =>
      it.environments.some((one) => environments.includes(one)) &&
      daysLeft(it) >= 0 &&
      daysLeft(it) < WARNED_DAYS,
  );
  if (ending.length === 0) return undefined;
  const [first] = ending.toSorted((a, b) => a.expires.localeCompare(b.expires));
  const same = ending.filter(({ expires }) => expires === first!.expires).length;
  const days = daysLeft(first!);
  const left = days === 0 ? "today" : days === 1 ? "in a day" : `in ${days} days`;
  return `${countOf(same)} ${same === 1 ? "ends" : "end"} on ${first!.expires}, ${left}, and from then on no deploy passes: look them over in lib/policies/exceptions.ts.`;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const countOf = (count: number) =>
  count === 1 ? "An exception from a policy" : `${count} exceptions from policies`;

/** The day itself still counts, in every time zone. */
function lastMoment({ expires }: PolicyException): number {
  const end = Date.parse(`${expires}T23:59:59-12:00`);
  if (Number.isNaN(end)) throw new Error(`the exception's date ${expires} is none`);
  return end;
}
