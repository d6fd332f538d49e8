import { TRIGGERS } from "./session-limits.ts";
import type { AwsConfig } from "./stack-config.ts";

/** Concurrency that AWS keeps for functions that reserve none, where the account's quota is above it. */
const UNRESERVED = 100;

/** Concurrent executions that a stack's functions reserve: the triggers, the API, and in prod the migrator. */
export function reservedConcurrency({
  environment,
  functions: { triggerConcurrency = 0, apiConcurrency = 0 },
}: Pick<AwsConfig, "environment" | "functions">): number {
  return TRIGGERS * triggerConcurrency + apiConcurrency + (environment === "prod" ? 1 : 0);
}

/** The least quota of concurrent executions, of which so many can be reserved. */
export const leastQuota = (reserved: number): number => reserved + UNRESERVED;
