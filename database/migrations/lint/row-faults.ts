import type { Node, RangeVar } from "libpg-query";
import type { Fault } from "./fault.ts";
import { nameOf, type MigrationState } from "./migration-state.ts";

interface Change {
  readonly relation?: RangeVar;
  readonly whereClause?: Node;
  /** Of an UPDATE: what it sets. */
  readonly targetList?: readonly Node[];
}

/** DELETE and UPDATE of every row of a table, also within WITH. A column of this migration's own has no value to lose. */
export function everyRowFaults(node: Node, state: MigrationState): Fault[] {
  // What a function's or a rule's text holds is not run here.
  if (!/^(Select|Insert|Update|Delete|Merge)Stmt$/.test(Object.keys(node)[0]!)) return [];
  return changesIn(node).flatMap(({ relation, whereClause, targetList }) => {
    if (!relation || whereClause || state.isNew(relation)) return [];
    const set = targetList?.flatMap((target) =>
      "ResTarget" in target ? [target.ResTarget.name ?? ""] : [],
    );
    const old = set?.filter((column) => !state.isNewColumn(relation, column));
    if (old?.length === 0) return [];
    const what = old ? `The value of ${old.join(", ")} in every` : "Every";
    return [
      {
        rule: "drop",
        message: `${what} row of ${nameOf(relation)} is ${old ? "replaced" : "deleted"}: there is no WHERE.`,
        hint: "Say which rows with WHERE. If every row is meant, say why in a lint-allow.",
        location: relation.location,
      },
    ];
  });
}

function changesIn(tree: unknown): Change[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, part]) => [
    ...(key === "DeleteStmt" ? [withoutTargets(part as Change)] : []),
    ...(key === "UpdateStmt" ? [part as Change] : []),
    ...changesIn(part),
  ]);
}

const withoutTargets = ({ relation, whereClause }: Change): Change => ({
  ...(relation && { relation }),
  ...(whereClause && { whereClause }),
});

/** Triggers, with functions of the same name, that the application stands on. */
const NEEDED: ReadonlySet<string> = new Set(["users_give_mock_email"]);

/** What keeps a table's rows right taken away, or what is written to it led elsewhere. */
export function unguardedFaults(node: Node, state: MigrationState): Fault[] {
  const fault = (message: string, hint: string): Fault[] => [{ rule: "unguarded", message, hint }];
  if ("RuleStmt" in node) {
    const { relation, instead, event } = node.RuleStmt;
    if (!instead || event === "CMD_SELECT" || !relation || state.isNew(relation)) return [];
    return fault(
      `From here on a statement on ${nameOf(relation)} does something else than it says, or nothing, without an error.`,
      "Write a trigger that refuses, or take the right away in lib/domain/access.ts.",
    );
  }
  if ("AlterTableStmt" in node) {
    const { relation, cmds = [] } = node.AlterTableStmt;
    if (!relation || state.isNew(relation)) return [];
    const commands = cmds.flatMap((cmd) => ("AlterTableCmd" in cmd ? [cmd.AlterTableCmd] : []));
    const isReplaced = commands.some(
      ({ def }) => def && "Constraint" in def && def.Constraint.contype === "CONSTR_PRIMARY",
    );
    const dropped = commands.find(
      ({ subtype, name }) => subtype === "AT_DropConstraint" && name?.endsWith("_pkey"),
    );
    if (!dropped || isReplaced) return [];
    return fault(
      `Without its primary key ${nameOf(relation)} takes the same row twice.`,
      `Put the new one in its place in the same statement: drop constraint ${dropped.name}, add primary key using index <name>`,
    );
  }
  if (!("DropStmt" in node)) return [];
  const { removeType, objects = [] } = node.DropStmt;
  if (removeType !== "OBJECT_TRIGGER" && removeType !== "OBJECT_FUNCTION") return [];
  return objects.flatMap((object) => {
    const parts =
      "List" in object
        ? object.List.items
        : "ObjectWithArgs" in object
          ? object.ObjectWithArgs.objname
          : undefined;
    const last = parts?.at(-1);
    const name = last && "String" in last ? (last.String.sval ?? "") : "";
    if (!NEEDED.has(name)) return [];
    return fault(
      `Without ${name} mock users without an email, which the bootcamp's seeds have, are refused.`,
      "Leave it, or change it with: create or replace function",
    );
  });
}
