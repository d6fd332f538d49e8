import { nearestSpelling } from "../spelling.ts";
import type { Key } from "./values.ts";

/** The namespace of the program's keys: the project's name in our Pulumi.yaml. */
export const PROJECT = "cruddur";

/**
 * A stack's own values by key, out of everything that its configuration holds: `cruddur:region` and `region` are
 * ours. `aws:region` counts where we have none, since that is what people set first; other namespaces are other
 * programs'. Kept by its whole name, to be told as a key that nobody reads, is what is set in a misspelt namespace, in
 * that of a project that was renamed, and any of our keys in a namespace that no package has.
 *
 * @param project as Pulumi.yaml calls it now; what is set without a namespace lands in that
 */
export function stackValues(
  all: Readonly<Record<string, unknown>>,
  project = PROJECT,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) {
    const [namespace, key] = name.includes(":") ? splitOnce(name) : [PROJECT, name];
    if (namespace === PROJECT) values[key] = value;
    else if (isStray(namespace, key, project)) values[name] = value;
  }
  const awsRegion = all["aws:region"];
  if (awsRegion !== undefined && isUnset(values["region"])) values["region"] = awsRegion;
  return values;
}

/** Whether a value means "as the environment has it": nothing, or the word that Pulumi.yaml gives to keys not set. */
export const isUnset = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === UNSET ||
  (Array.isArray(value) && value.length === 1 && value[0] === UNSET) ||
  value === JSON.stringify([UNSET]);

/**
 * The engine wants a value of every key that Pulumi.yaml describes, and hands the program the `default` written there
 * as if the stack had set it. One number for all environments would override their profiles, so it is this word.
 */
export const UNSET = "default";

function splitOnce(name: string): [string, string] {
  const at = name.indexOf(":");
  return [name.slice(0, at), name.slice(at + 1)];
}

/** Keys of ours that no package has in its own namespace, as `azure:environment` or `gcp:region`. */
const OUR_OWN: ReadonlySet<string> = new Set<Key>([
  ...(["accountId", "topology", "instanceClass", "storageGib", "maxStorageGib"] as const),
  ...(["minAcu", "maxAcu", "publicAccess", "jumpHost", "backupDays", "stopAt"] as const),
  ...(["leaseHours", "humanConnections", "triggerConcurrency", "apiConcurrency"] as const),
  ...(["allowedOrigins", "logRetentionDays", "alarmEmail", "monthlyBudgetUsd"] as const),
  ...(["domainName", "mailFrom", "restoreFrom", "customerKey"] as const),
  ...(["backupCopyTo", "permissionsBoundary"] as const),
]);

const isStray = (namespace: string, key: string, project: string) =>
  namespace === project || OUR_OWN.has(key) || nearestSpelling(namespace, [PROJECT]) !== undefined;
