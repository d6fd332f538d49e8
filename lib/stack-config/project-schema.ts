import { KEY_NAMES, KEYS } from "./keys.ts";
import { profileFor } from "./profiles.ts";
import { UNSET } from "./stack-values.ts";
import type { Key } from "./values.ts";

/** An entry of `config:` in Pulumi.yaml. */
export interface SchemaEntry {
  readonly type: "string" | "array";
  readonly items?: { readonly type: "string" };
  readonly description: string;
  readonly default: string | readonly string[];
}

/**
 * `config:` of Pulumi.yaml, from the declarations of the keys. The engine's part is to describe: every one value is
 * `string` to it, which takes numbers and true or false as well, so that their faults are told together by
 * `parseStackConfig` and not one at a time by the engine. For the `default`, see `UNSET`.
 */
export function projectSchema(): Readonly<Record<Key, SchemaEntry>> {
  const entries = KEY_NAMES.map((key): [Key, SchemaEntry] => {
    const description = `${KEYS[key].summary}: ${KEYS[key].reader.wanted}. ${defaultText(key)}`;
    if (KEYS[key].isList) {
      return [key, { type: "array", items: { type: "string" }, description, default: [UNSET] }];
    }
    return [key, { type: "string", description, default: key === "environment" ? "" : UNSET }];
  });
  return Object.fromEntries(entries) as Record<Key, SchemaEntry>;
}

function defaultText(key: Key): string {
  if (key === "environment") return "It must be set.";
  const [dev, prod] = (["dev", "prod"] as const).map((environment) => defaultOf(environment, key));
  if (dev === prod) return dev === "" ? "Not set by default." : `Default: ${dev}.`;
  return `Default: ${dev || "none"} in dev, ${prod || "none"} in prod.`;
}

/** A key's value in a profile, as typed; empty for none. */
export function defaultOf(environment: "dev" | "prod", key: Exclude<Key, "environment">): string {
  const value = profileFor(environment)[key];
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}
