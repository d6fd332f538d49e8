import type { AlterTableType, Node, ObjectType } from "libpg-query";
import { isSyntaxFault, parseMigration } from "./parse-migration.ts";

/** Statements that neither delete nor change a value that is stored, whatever they name. */
const KEEPS_VALUES: ReadonlySet<string> = new Set([
  "AlterDefaultPrivilegesStmt",
  "AlterEnumStmt",
  "AlterFunctionStmt",
  "AlterObjectSchemaStmt",
  "AlterOwnerStmt",
  "AlterPolicyStmt",
  "CommentStmt",
  "CompositeTypeStmt",
  "CreateDomainStmt",
  "CreateEnumStmt",
  "CreateExtensionStmt",
  "CreateFunctionStmt",
  "CreatePolicyStmt",
  "CreateSchemaStmt",
  "CreateSeqStmt",
  "CreateStatsStmt",
  "CreateStmt",
  "CreateTrigStmt",
  "DefineStmt",
  "GrantStmt",
  "IndexStmt",
  "LockStmt",
  "ReindexStmt",
  "RenameStmt",
  "VariableSetStmt",
  "ViewStmt",
]);

const KEEPING_COMMANDS: readonly (AlterTableType | undefined)[] = [
  "AT_AddColumn",
  "AT_AddConstraint",
  "AT_AlterConstraint",
  "AT_AttachPartition",
  "AT_ChangeOwner",
  "AT_ColumnDefault",
  "AT_DropConstraint",
  "AT_DropNotNull",
  "AT_EnableRowSecurity",
  "AT_ForceRowSecurity",
  "AT_ReplicaIdentity",
  "AT_SetNotNull",
  "AT_SetOptions",
  "AT_SetRelOptions",
  "AT_SetStatistics",
  "AT_ValidateConstraint",
];

const KEEPING_DROPS: readonly (ObjectType | undefined)[] = [
  "OBJECT_FUNCTION",
  "OBJECT_INDEX",
  "OBJECT_POLICY",
  "OBJECT_PROCEDURE",
  "OBJECT_RULE",
  "OBJECT_TRIGGER",
  "OBJECT_VIEW",
];

/**
 * Whether a migration may delete or change values that are stored, as far as its text tells: what is not known to keep
 * them may lose them, such as an UPDATE, a function's call, a DO block, or a text that cannot be read.
 */
export async function mayLoseValues(text: string): Promise<boolean> {
  const parsed = await parseMigration(text);
  return isSyntaxFault(parsed) || parsed.statements.some(({ node }) => !keepsValues(node));
}

function keepsValues(node: Node): boolean {
  const kind = Object.keys(node)[0]!;
  if ("AlterTableStmt" in node) {
    return (node.AlterTableStmt.cmds ?? []).every(
      (command) =>
        "AlterTableCmd" in command && KEEPING_COMMANDS.includes(command.AlterTableCmd.subtype),
    );
  }
  if ("DropStmt" in node) {
    const { removeType, behavior } = node.DropStmt;
    return KEEPING_DROPS.includes(removeType) && behavior !== "DROP_CASCADE";
  }
  if ("InsertStmt" in node) {
    const { onConflictClause, withClause } = node.InsertStmt;
    return withClause === undefined && onConflictClause?.action !== "ONCONFLICT_UPDATE";
  }
  return KEEPS_VALUES.has(kind);
}
