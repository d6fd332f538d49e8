import type { StandInAccount } from "./account.ts";

/** Words that no provider tries again by itself, so that the whole up fails. */
const UNAVAILABLE =
  "api error ServiceUnavailable: The service is unavailable. Please try again later.";

/**
 * AWS's words for a creation that fails this once: the first of each type of `settings.failingOnce`, which is taken off
 * the list. Undefined for all others.
 */
export function passingFailure(account: StandInAccount, type: string): string | undefined {
  const { settings } = account;
  const { failingOnce = [] } = settings;
  if (!failingOnce.includes(type)) return undefined;
  account.settings = { ...settings, failingOnce: failingOnce.filter((one) => one !== type) };
  return UNAVAILABLE;
}
