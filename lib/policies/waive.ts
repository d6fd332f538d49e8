import type { PolicyException } from "./exceptions.ts";
import type { Finding, PolicyEnvironment } from "./finding.ts";

/** The findings that no exception covers on that day. One that has expired covers nothing. */
export function unwaived(
  findings: readonly Finding[],
  exceptions: readonly PolicyException[],
  environment: PolicyEnvironment,
  now: Date,
): Finding[] {
  const valid = exceptions.filter(
    (it) => it.environments.includes(environment) && !hasExpired(it, now),
  );
  return findings.filter(
    ({ controls }) => !valid.some(({ control }) => controls.includes(control)),
  );
}

/** A finding for each exception that has expired, whether or not anything needs it still. */
export function expiredExceptions(
  exceptions: readonly PolicyException[],
  environment: PolicyEnvironment,
  now: Date,
): Finding[] {
  return exceptions
    .filter((it) => it.environments.includes(environment) && hasExpired(it, now))
    .map(({ control, reason, expires }) => ({
      rule: "exception-expired",
      controls: [control],
      resource: "lib/policies/exceptions.ts",
      type: "exception",
      found: `the exception of ${control} expired on ${expires} (${reason})`,
      wanted: "a decision: mend what it excused, or a new date",
      change: "Change the stack, or the exception's expires, and say why in the commit.",
    }));
}

/** The day itself still counts, in every time zone. */
function hasExpired({ expires }: PolicyException, now: Date): boolean {
  const end = Date.parse(`${expires}T23:59:59-12:00`);
  if (Number.isNaN(end)) throw new Error(`the exception's date ${expires} is none`);
  return now.getTime() > end;
}
