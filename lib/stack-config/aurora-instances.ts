import type { DatabaseConfig } from "./stack-config.ts";

/** How many instances an Aurora cluster has: a second one, in another zone, where the data is protected. */
export function auroraInstances({ isProtected }: Pick<DatabaseConfig, "isProtected">): number {
  return isProtected ? 2 : 1;
}
