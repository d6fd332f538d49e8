import type { FunctionSpec } from "#lib/domain/functions";
import type { Figures } from "./figures.ts";
import { refusesByThrowing } from "./log-counts.ts";
import type { AlarmRule } from "./rule.ts";

/** Milliseconds of a trigger's 5 s after which the slowest hundredth is too slow. */
const SLOW_MS = 4_000;

/** The alarms of one function. @param prefix of its physical name @param target what commands call the stack */
export function functionAlarms(
  { service: { spec }, errors, throttles, slowest }: Figures["functions"][number],
  prefix: string,
  target: string,
): AlarmRule[] {
  const who = spec.trigger ? `The trigger ${spec.name}` : `The function ${spec.name}`;
  const rules: AlarmRule[] = [
    {
      role: `${spec.name}-errors`,
      description: `${who} failed or ran out of its ${spec.timeoutSeconds} s. Look for level error or ERROR, and for platform.report with another status than success, in the log group /aws/lambda/${prefix}-${spec.name} at that time. If the database was stopped: npm run rds:start -- --target ${target}.`,
      figure: errors,
      comparison: "above",
      threshold: 0,
      isInDev: true,
    },
    {
      role: `${spec.name}-throttles`,
      description: `${who} was called more often at once than its reserved concurrency allows, and callers were turned away. If that goes on, raise its concurrency in Pulumi.${target}.yaml; pulumi up says when the database does not take that many.${attackHint(spec, target)}`,
      figure: throttles,
      comparison: "above",
      threshold: 0,
      isInDev: false,
    },
  ];
  if (!spec.trigger) return rules;
  return [
    ...rules,
    {
      role: `${spec.name}-slow`,
      description: `One in a hundred calls of the trigger ${spec.name} takes more than ${SLOW_MS / 1_000} s; Cognito waits 5 s and tries again, and the person sees an error. Compare its traces in X-Ray with the database's load: a cold start takes memory, a slow statement an index.`,
      figure: slowest,
      comparison: "above",
      threshold: SLOW_MS,
      spans: 2,
      isInDev: false,
    },
  ];
}

/** What to do where sign-ups come from somebody who means no good; nothing for a function that anybody may call. */
const attackHint = (spec: FunctionSpec, target: string): string =>
  refusesByThrowing(spec)
    ? ` If few addresses ask, it is an attack: pulumi config set waf true --stack ${target}, and npm run deploy -- --target ${target}. Without mailFrom it also uses up the 50 mails that Cognito sends a day.`
    : "";
