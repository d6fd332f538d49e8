import type { Node } from "libpg-query";
import { alterTableFaults } from "./alter-table.ts";
import {
  domainFaults,
  rewriteFaults,
  serverFaults,
  sessionFaults,
  timestampFaults,
} from "./server-faults.ts";
import {
  dropFaults,
  indexFaults,
  labelFaults,
  opaqueFaults,
  renameFaults,
  transactionFaults,
} from "./statement-faults.ts";
import type { Fault } from "./fault.ts";
import { heldFaults, lockFaults } from "./locks.ts";
import { everyRowFaults, unguardedFaults } from "./row-faults.ts";
import type { MigrationState } from "./migration-state.ts";

/** The faults of one statement, given what those before it have made; empty when it is safe. */
export function faultsOf(node: Node, state: MigrationState): Fault[] {
  return [
    ...alterTableFaults(node, state),
    ...indexFaults(node, state),
    ...dropFaults(node, state),
    ...everyRowFaults(node, state),
    ...unguardedFaults(node, state),
    ...renameFaults(node, state),
    ...opaqueFaults(node),
    ...transactionFaults(node, state),
    ...serverFaults(node, state),
    ...sessionFaults(node),
    ...timestampFaults(node),
    ...rewriteFaults(node, state),
    ...domainFaults(node),
    ...labelFaults(node, state),
    ...lockFaults(node, state),
    ...heldFaults(node, state),
  ];
}
