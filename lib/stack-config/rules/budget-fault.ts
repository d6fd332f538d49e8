import { budgetFaults, type ConnectionUsers } from "../connection-budget.ts";
import { mostByRole, type LimitedKey } from "../session-limits.ts";
import type { Mend } from "./rule.ts";
import type { Key, Values } from "../values.ts";

/** The keys that the connection budget is made of. */
export const BUDGET_KEYS = [
  ...(["topology", "instanceClass", "minAcu", "maxAcu", "proxy", "publicAccess"] as const),
  ...(["humanConnections", "triggerConcurrency", "apiConcurrency"] as const),
] satisfies readonly Key[];

/** The values that decide how many sessions are opened. */
function connectionUsers(values: Values): ConnectionUsers {
  const { triggerConcurrency, apiConcurrency } = values;
  return { database: values, functions: { triggerConcurrency, apiConcurrency } };
}

const LESS = ["apiConcurrency", "triggerConcurrency", "humanConnections"] as const;

/** The faults of the connection budget and the settings that mend them; undefined when there are none. */
export function budgetFault(
  values: Values,
): { readonly problems: readonly string[]; readonly mends: readonly Mend[] } | undefined {
  const problems = budgetFaults(connectionUsers(values));
  if (problems.length === 0) return undefined;
  return { problems, mends: mendsFor(values) };
}

const fits = (values: Values) => budgetFaults(connectionUsers(values)).length === 0;

/** The key that fits with a smaller number, or all of them halved until they fit. A key that is not set stays so. */
function mendsFor(values: Values): Mend[] {
  const keys = LESS.filter((key) => values[key] !== undefined);
  let smaller = withEach(keys, values, (number, key) =>
    Math.min(number, mostByRole(key, values.proxy)),
  );
  for (const key of fits(smaller) ? [] : keys) {
    for (let number = smaller[key]!; number > 0; number -= 1) {
      const fewer = { ...smaller, [key]: number };
      if (fits(fewer)) return changed(keys, values, fewer);
    }
  }
  while (!fits(smaller) && keys.some((key) => smaller[key]! > 1)) {
    smaller = withEach(keys, smaller, (number) => Math.max(1, Math.floor(number / 2)));
  }
  return changed(keys, values, smaller);
}

function withEach(
  keys: readonly LimitedKey[],
  values: Values,
  change: (number: number, key: LimitedKey) => number,
): Values {
  return { ...values, ...Object.fromEntries(keys.map((key) => [key, change(values[key]!, key)])) };
}

const changed = (keys: readonly LimitedKey[], before: Values, after: Values): Mend[] =>
  keys.filter((key) => after[key] !== before[key]).map((key) => [key, String(after[key])]);
