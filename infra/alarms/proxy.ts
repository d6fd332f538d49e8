import type { Figures } from "./figures.ts";
import type { AlarmRule } from "./rule.ts";

/** Microseconds. A session that is open is lent in less than one thousand, a new one within some ten thousand. */
const LONG_US = 250_000;

/** The alarms of RDS Proxy. @param target what commands call the stack */
export function proxyAlarms(
  { pinned, borrowing }: NonNullable<Figures["proxy"]>,
  target: string,
): AlarmRule[] {
  return [
    {
      role: "proxy-pinned",
      description:
        "RDS Proxy keeps sessions for single clients, so that it can lend fewer. Something sent SET, a named prepared statement or LISTEN: functions behind the proxy have DATABASE_PREPARE=off, and settings belong to the role.",
      figure: pinned,
      comparison: "above",
      threshold: 0,
      spans: 3,
      isInDev: false,
    },
    {
      role: "proxy-waits",
      description: `For 15 minutes RDS Proxy has taken more than ${LONG_US / 1_000_000} s to lend a session; after 2 s it gives up, and people are refused. See who has the sessions: npm run db:sessions -- --target ${target}, and end those that are left over: npm run db:kill-all -- --target ${target}. If the functions need them, choose a larger class in Pulumi.${target}.yaml. When the alarm proxy-pinned rings too, that comes first.`,
      figure: borrowing,
      comparison: "above",
      threshold: LONG_US,
      spans: 3,
      isInDev: false,
    },
  ];
}
