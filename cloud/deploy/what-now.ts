import { messageOf } from "#lib/errors";
import { nextSteps, type NextSteps } from "#lib/plan/next-steps";
import type { StackConfig } from "#lib/stack-config/stack-config";
import type { StackOutputs } from "#lib/stack-outputs";

/** A stack's addresses, its API asked once, and what to type now; undefined for a stack without outputs. */
export async function whatNow(
  config: StackConfig,
  outputs: StackOutputs | undefined,
): Promise<NextSteps | undefined> {
  if (config.environment === "local" || outputs === undefined) return undefined;
  return nextSteps(config, outputs, await apiAnswer(outputs.apiUrl));
}

const PATIENCE_MS = 5_000;

async function apiAnswer(apiUrl: string): Promise<string> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(new URL("/api/health", apiUrl), { signal });
    return answer.ok ? "it answers" : `it answers with ${answer.status}`;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return `it does not answer yet: ${messageOf(cause ?? error)}`;
  }
}
