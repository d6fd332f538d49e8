import { actionsOf } from "../aws-calls/actions.ts";
import { ALL_CALLS } from "../aws-calls/calls/all-calls.ts";
import { CHORES, DEPLOYS, LOOKUPS, RESTORED } from "../aws-calls/command-calls.ts";
import { actionsOfCalls } from "./actions-of-calls.ts";
import { packed, type Policy } from "./policy.ts";
import type { StackPlace } from "./place.ts";
import { stateStatements } from "./state.ts";
import { statementsFor } from "./statements.ts";

/** Whether a deployer may have it at all: a role that loses its boundary is a way past the boundary. */
export const isEverGiven = (action: string): boolean =>
  action !== "iam:DeleteRolePermissionsBoundary";

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
  const ofCommands = [CHORES, DEPLOYS, RESTORED, ...Object.values(LOOKUPS)].flatMap(actionsOfCalls);
  return new Set([...ofTypes, ...ofCommands].filter(isEverGiven));
}

/** The deployer's policies: as many as it takes for none to be longer than AWS allows. */
export const deployerPolicies = (place: StackPlace): Policy[] =>
  packed([...stateStatements(place, { writes: true }), ...statementsFor(deployerActions(), place)]);
