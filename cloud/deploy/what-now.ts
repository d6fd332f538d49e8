import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "#lib/errors";
import { ANSWERS, apiAddress, nextSteps, type NextSteps } from "#lib/plan/next-steps";
import type { StackConfig } from "#lib/stack-config/stack-config";
import type { StackOutputs } from "#lib/stack-outputs";

/** A stack's addresses, each asked, and what to type now; undefined for a stack without outputs. */
export async function whatNow(
  config: StackConfig,
  outputs: StackOutputs | undefined,
): Promise<NextSteps | undefined> {
  if (config.environment === "local" || outputs === undefined) return undefined;
  const [page, api] = await Promise.all([
    outputs.siteUrl === undefined ? undefined : answersOf(outputs.siteUrl, PAGE),
    answersOf(apiAddress(config, outputs), [HEALTH]),
  ]);
  return nextSteps(config, outputs, { page, api });
}

const HEALTH = "/api/health";
/** What a browser asks for until there is something to see. */
const PAGE = ["/", "/config.json", HEALTH] as const;

const TRIES = 3;
const PAUSE_MS = 2_000;
const PATIENCE_MS = 5_000;

/**
 * What an address says to all of the paths: "it answers", or how the first of them ended that was not well. It is asked
 * again, since the first call of a new function may come before its session is open.
 */
async function answersOf(address: string, paths: readonly string[]): Promise<string> {
  for (let left = TRIES; ; left -= 1) {
    const ends = await Promise.all(paths.map((path) => endOf(new URL(path, address), path)));
    const fault = ends.find((end) => end !== undefined);
    if (fault === undefined) return ANSWERS;
    if (left === 1) return fault;
    await delay(PAUSE_MS);
  }
}

async function endOf(url: URL, path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.body?.cancel();
    return answer.ok ? undefined : `it answers with ${answer.status} at ${path}`;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return `it does not answer yet: ${messageOf(cause ?? error)}`;
  }
}
