import type { AlterTableType, Node, ObjectType, RangeVar } from "libpg-query";
import { droppedRelations, isConcurrent, nameOf, type MigrationState } from "./migration-state.ts";
import type { Fault } from "./fault.ts";
import { existing, relationsIn } from "./statement-faults.ts";

/** Locks that readers and writers do not notice (https://www.postgresql.org/docs/18/sql-altertable.html). */
const LIGHT: readonly (AlterTableType | undefined)[] = [
  "AT_ValidateConstraint",
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_ClusterOn",
  "AT_DropCluster",
  "AT_AttachPartition",
];

/** A statement that stops a table's users, and before it no limit to how long it may wait in front of them. */
export function lockFaults(node: Node, state: MigrationState): Fault[] {
  if (state.hasLockTimeout) return [];
  const relation = existing(lockedBy(node), state)[0];
  if (!relation) return [];
  return [
    {
      rule: "lock-timeout",
      message:
        `The lock on ${nameOf(relation)} waits for every transaction that uses it, ` +
        "and everybody who comes later waits behind it, without a limit.",
      hint: state.inTransaction
        ? "Before it: set local lock_timeout = '5s';"
        : "Take -- no-transaction out of the file and write before it: set local lock_timeout = '5s';",
    },
  ];
}

/** PostgreSQL's number of SHARE, the first lock of LOCK TABLE that holds up who writes (`lockdefs.h`). */
const HOLDS_WRITERS = 5;

/** LOCK TABLE keeps to the migration's end what every other statement takes only for itself. */
export function heldFaults(node: Node, state: MigrationState): Fault[] {
  if (!("LockStmt" in node) || (node.LockStmt.mode ?? 0) < HOLDS_WRITERS) return [];
  return existing(relationsIn(node.LockStmt.relations), state).map((relation) => ({
    rule: "lock",
    message: `Until the migration ends nobody can write ${nameOf(relation)}.`,
    hint: "Take it out: each statement takes the lock that it needs.",
    location: relation.location,
  }));
}

/** The relations on which a statement takes a lock that at least writers have to wait for. */
function lockedBy(node: Node): RangeVar[] {
  if (isConcurrent(node)) return [];
  const one = (relation: RangeVar | undefined) => (relation ? [relation] : []);
  if ("AlterTableStmt" in node) {
    const { relation, cmds = [], objtype } = node.AlterTableStmt;
    if (!isTable(objtype)) return [];
    const isLight = cmds.every(
      (cmd) => "AlterTableCmd" in cmd && LIGHT.includes(cmd.AlterTableCmd.subtype),
    );
    return isLight ? [] : one(relation);
  }
  if ("DropStmt" in node) {
    const { objects, removeType } = node.DropStmt;
    if (isTable(removeType) || removeType === "OBJECT_INDEX") return droppedRelations(objects);
    return isPartOfTable(removeType) ? droppedRelations(objects, 1) : [];
  }
  if ("RenameStmt" in node) {
    const { renameType, relationType, relation } = node.RenameStmt;
    const isOfTable = renameType === "OBJECT_COLUMN" ? isTable(relationType) : true;
    const counts = ["OBJECT_COLUMN", "OBJECT_TABCONSTRAINT"].includes(renameType ?? "");
    return isTable(renameType) || (counts && isOfTable) ? one(relation) : [];
  }
  if ("AlterObjectSchemaStmt" in node) {
    const { objectType, relation } = node.AlterObjectSchemaStmt;
    return isTable(objectType) ? one(relation) : [];
  }
  // A partition made in place locks its parent; ATTACH PARTITION does not.
  if ("CreateStmt" in node && node.CreateStmt.partbound) {
    return relationsIn(node.CreateStmt.inhRelations);
  }
  if ("TruncateStmt" in node) return relationsIn(node.TruncateStmt.relations);
  if ("LockStmt" in node) return relationsIn(node.LockStmt.relations);
  if ("IndexStmt" in node) return one(node.IndexStmt.relation);
  if ("CreateTrigStmt" in node) return one(node.CreateTrigStmt.relation);
  if ("CreatePolicyStmt" in node) return one(node.CreatePolicyStmt.table);
  if ("AlterPolicyStmt" in node) return one(node.AlterPolicyStmt.table);
  if ("RuleStmt" in node) return one(node.RuleStmt.relation);
  if ("ReindexStmt" in node) return one(node.ReindexStmt.relation);
  if ("RefreshMatViewStmt" in node && !node.RefreshMatViewStmt.concurrent) {
    return one(node.RefreshMatViewStmt.relation);
  }
  return [];
}

const isTable = (type: ObjectType | undefined) =>
  type === "OBJECT_TABLE" || type === "OBJECT_MATVIEW" || type === "OBJECT_FOREIGN_TABLE";

const isPartOfTable = (type: ObjectType | undefined) =>
  type === "OBJECT_TRIGGER" || type === "OBJECT_POLICY" || type === "OBJECT_RULE";
