import { nearestSpelling } from "../spelling.ts";

/** The project's name in Pulumi.yaml, which is the namespace of its keys. */
export const PROJECT = "cruddur";

/**
 * A stack's own values by key, out of everything that its configuration holds: `cruddur:region` and `region` are
 * ours. `aws:region` counts where we have none, since that is what people set first; other namespaces are other
 * programs', but a misspelt one of ours is kept, to be told as an unknown key.
 */
export function stackValues(all: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) {
    const [namespace, key] = name.includes(":") ? splitOnce(name) : [PROJECT, name];
    if (namespace === PROJECT) values[key] = value;
    else if (isMisspelt(namespace)) values[name] = value;
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

const isMisspelt = (namespace: string) => nearestSpelling(namespace, [PROJECT]) !== undefined;
