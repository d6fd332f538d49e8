import { actionsOf } from "../aws-calls/actions.ts";
import { ALL_CALLS } from "../aws-calls/calls/all-calls.ts";
import { CHORES, DEPLOYS, LOOKUPS } from "../aws-calls/command-calls.ts";
import { actionsOfCalls } from "./actions-of-calls.ts";
import { MOST_CHARACTERS, policyOf, type Policy, type Statement } from "./policy.ts";
import type { StackPlace } from "./place.ts";
import { stateStatements } from "./state.ts";
import { statementsFor } from "./statements.ts";

/** What no plan needs though the provider has it: a role without its boundary is a way past the boundary. */
const NEVER = new Set(["iam:DeleteRolePermissionsBoundary"]);

/** The permissions that deploys of a stack ask for, whatever its configuration. */
export function deployerActions(): Set<string> {
  const ofTypes = Object.values(ALL_CALLS).flatMap((row) =>
    [
      ...Object.keys({ ...row.create, ...row.later }),
      ...row.read,
      ...row.update,
      ...row.delete,
    ].flatMap((operation) => actionsOf(row.service, operation)),
  );
  const ofCommands = [CHORES, DEPLOYS, ...Object.values(LOOKUPS)].flatMap(actionsOfCalls);
  return new Set([...ofTypes, ...ofCommands].filter((action) => !NEVER.has(action)));
}

/** The deployer's policies: as many as it takes for none to be longer than AWS allows. */
export function deployerPolicies(place: StackPlace): Policy[] {
  return packed([
    ...stateStatements(place, { writes: true }),
    ...statementsFor(deployerActions(), place),
  ]).map(policyOf);
}

/** Statements in as few lists as they fit into, in their order. */
function packed(statements: readonly Statement[]): Statement[][] {
  const lists: Statement[][] = [];
  for (const statement of statements) {
    const last = lists.at(-1);
    const length = JSON.stringify(policyOf([...(last ?? []), statement])).length;
    if (last === undefined || length > MOST_CHARACTERS) lists.push([statement]);
    else last.push(statement);
  }
  return lists;
}
