import { budgetFaults, type ConnectionUsers } from "../connection-budget.ts";
import type { Mend } from "./rules.ts";
import type { Key, Values } from "./values.ts";

/** The keys that the connection budget is made of. */
export const BUDGET_KEYS = [
  ...(["topology", "instanceClass", "minAcu", "maxAcu", "proxy", "publicAccess"] as const),
  ...(["humanConnections", "triggerConcurrency", "apiConcurrency"] as const),
] satisfies readonly Key[];

/** What of the values opens sessions. */
export function connectionUsers(values: Values): ConnectionUsers {
  const { triggerConcurrency, apiConcurrency } = values;
  return { database: values, functions: { triggerConcurrency, apiConcurrency } };
}

const LESS = ["apiConcurrency", "triggerConcurrency", "humanConnections"] as const;

/** What is over the budget of connections and what mends it; undefined when nothing is. */
export function budgetFault(
  values: Values,
): { readonly problems: readonly string[]; readonly mends: readonly Mend[] } | undefined {
  const problems = budgetFaults(connectionUsers(values));
  if (problems.length === 0) return undefined;
  return { problems, mends: mendsFor(values) };
}

const fits = (values: Values) => budgetFaults(connectionUsers(values)).length === 0;

/** The key that fits with a smaller number, or all of them halved until they fit. */
function mendsFor(values: Values): Mend[] {
  for (const key of LESS) {
    for (let number = values[key]; number > 0; number -= 1) {
      if (fits({ ...values, [key]: number })) return [[key, String(number)]];
    }
  }
  let smaller = values;
  while (!fits(smaller) && LESS.some((key) => smaller[key] > 1)) {
    const halves = LESS.map((key) => [key, Math.max(1, Math.floor(smaller[key] / 2))]);
    smaller = { ...smaller, ...Object.fromEntries(halves) };
  }
  return LESS.filter((key) => smaller[key] !== values[key]).map((key) => [
    key,
    String(smaller[key]),
  ]);
}
