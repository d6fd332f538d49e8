import { actionsOf } from "../aws-calls/actions.ts";
import type { CommandCalls } from "../aws-calls/command-calls.ts";

/** The permissions of some calls. */
export const actionsOfCalls = (calls: CommandCalls): string[] =>
  Object.entries(calls).flatMap(([service, operations]) =>
    operations.flatMap((operation) => actionsOf(service, operation)),
  );
