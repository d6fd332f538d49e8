import type { Env } from "../environment.ts";

/**
 * The environment in which our commands start pulumi. Its options are those that we give it: PULUMI_OPTION_DEBUG of
 * somebody's shell would print the master user's password, PULUMI_OPTION_TARGET or _REFRESH apply another plan than the
 * one that was shown.
 */
export function pulumiEnvironment(env: Env): Env {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("PULUMI_OPTION_"));
  return {
    ...Object.fromEntries(kept),
    // With it the preview would be a stream of events, in place of one value.
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: undefined,
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
}
