import type { Figures } from "./figures.ts";
import type { AlarmRule } from "./rule.ts";

/** Milliseconds that people do not notice; a cold start takes about as long. */
const SLOW_MS = 2_000;

/** Percent; a page that is open at somebody's makes a few of 401 and 404 by itself. */
const MANY_REFUSED = 30;

/**
 * The alarms of the API. Answers of 500 and above are no errors of Lambda's: the function itself is well then, and says
 * that the database cannot be reached, or that migrations are missing.
 *
 * @param prefix of physical names
 * @param target what commands call the stack
 */
export function apiAlarms(
  { failed, usualLatency, refusedShare }: Figures["api"],
  prefix: string,
  target: string,
  region: string,
): AlarmRule[] {
  const accessLog = `/aws/vendedlogs/apigateway/${prefix}-api`;
  return [
    {
      role: "api-refusals",
      description: `The API has answered with 500 or above for ten minutes. Look for the events database_unavailable, schema_missing and internal in the log group /aws/lambda/${prefix}-api. If the database was stopped: npm run rds:start -- --target ${target}. If migrations are missing: pulumi up. If neither is so, the access log ${accessLog} has what the gateway refused itself.`,
      figure: failed,
      comparison: "above",
      threshold: 0,
      // A failover and a restart are over before that.
      spans: 2,
      isInDev: false,
    },
    {
      role: "api-slow",
      description: `For 15 minutes one in twenty answers of the API has taken more than ${SLOW_MS / 1_000} s. If the alarm ${prefix}-database-load or ${prefix}-database-cpu rings too, see what the database does: npm run db:sessions -- --target ${target}. If not, compare integrationLatency and responseLatency of the slow ones: aws logs tail ${accessLog} --since 30m --region ${region}.`,
      figure: usualLatency,
      comparison: "above",
      threshold: SLOW_MS,
      spans: 3,
      isInDev: false,
    },
    {
      role: "api-client-errors",
      description: `For 15 minutes more than ${MANY_REFUSED} of a hundred calls of the API, of 100 or more in five minutes, have been refused with a 4xx: more than one person mistypes. See which: aws logs tail ${accessLog} --since 30m --filter-pattern '{ $.status = "4*" }' --region ${region}. 401: a page that is older than the last deploy, or another client's tokens. 429: more calls than the gateway lets through (infra/api/api.ts). 403 and 404: somebody tries doors; waf: true in Pulumi.${target}.yaml limits a client.`,
      figure: refusedShare,
      comparison: "above",
      threshold: MANY_REFUSED,
      spans: 3,
      isInDev: false,
    },
  ];
}
