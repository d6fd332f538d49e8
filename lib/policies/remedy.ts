import { mendLines } from "../stack-config/fault.ts";
import type { Mend } from "../stack-config/rules/rule.ts";
import type { Finding } from "./finding.ts";

const MAIL: readonly Mend[] = [["alarmEmail", "you@example.com"]];
const PROTECTED: readonly Mend[] = [["protected", "true"]];
const A_YEAR: readonly Mend[] = [["logRetentionDays", "365"]];

/** Rules whose findings a stack's configuration mends, by their names, with the keys that do. */
export const BY_CONFIGURATION: Readonly<Record<string, readonly Mend[]>> = {
  "alarm-heard": MAIL,
  "database-events-told": MAIL,
  "database-setting-events-told": MAIL,
  "database-group-events-told": MAIL,
  "database-private": [["publicAccess", "false"]],
  "database-two-zones": [["topology", "multi-az"]],
  "database-deletion-protection": PROTECTED,
  "pool-deletion-protection": PROTECTED,
  "database-backups": [["backupDays", "7"]],
  "database-backups-week": [["backupDays", "7"]],
  "log-kept-for-a-time": A_YEAR,
  "log-kept-a-year": A_YEAR,
  "function-concurrency": [
    ["triggerConcurrency", "10"],
    ["apiConcurrency", "20"],
  ],
  "api-origins": [["allowedOrigins", '["https://cruddur.example"]']],
};

/** What to type or to change, a line each: keys of the configuration where one of them decides it. */
export function remedyOf({ rule, change }: Finding, stack: string): string[] {
  const mends = BY_CONFIGURATION[rule];
  return mends === undefined ? [change] : mendLines(stack, mends);
}
