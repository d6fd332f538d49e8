import type { Statement } from "./policy.ts";
import type { StackPlace } from "./place.ts";
import { scopesIn } from "./scopes.ts";

/**
 * Statements that allow actions on what is the stack's, a few a service. Throws an Error for an action of a service
 * that has no scope: that is a gap of ours.
 */
export function statementsFor(
  actions: Iterable<string>,
  place: StackPlace,
  scopes = scopesIn(place),
): Statement[] {
  const asked = [...new Set(actions)].toSorted();
  return [...new Set(asked.map(serviceOf))].flatMap((service) => {
    const its = asked.filter((action) => serviceOf(action) === service);
    const all = scopes[service];
    if (all === undefined) {
      throw new Error(`lib/account-access/scopes.ts has no scope for ${its.join(", ")}.`);
    }
    const fits = (expression: RegExp | undefined, action: string) =>
      expression?.test(action.slice(service.length + 1)) === true;
    const isNamed = (action: string) => all.some((scope) => fits(scope.actions, action));
    return all.flatMap(({ actions: named, on, when }) => {
      const taken = its.filter((action) => (named ? fits(named, action) : !isNamed(action)));
      if (taken.length === 0) return [];
      const Condition = when === undefined ? {} : { Condition: when };
      return [{ Effect: "Allow" as const, Action: taken, Resource: on, ...Condition }];
    });
  });
}

const serviceOf = (action: string) => action.slice(0, action.indexOf(":"));
