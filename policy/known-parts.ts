import { CANNOT_TELL } from "../lib/policies/unknown-value.ts";

/**
 * A plain copy of what the engine hands over, with `CANNOT_TELL` in the place of what is not known yet: reading that
 * throws, so that no rule could look at the rest.
 */
export function knownParts(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return copied(value) as Record<string, unknown>;
}

function copied(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  const entries = Object.keys(value).map((key) => [key, partOf(value, key)] as const);
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

function partOf(value: object, key: string): unknown {
  try {
    return copied((value as Record<string, unknown>)[key]);
  } catch (error) {
    if (error instanceof Error && /can't be known during preview/.test(error.message))
      return CANNOT_TELL;
    throw error;
  }
}
