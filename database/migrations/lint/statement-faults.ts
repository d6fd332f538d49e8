import type { DropStmt, Node, ObjectType, RangeVar } from "libpg-query";
import { droppedRelations, isConcurrent, nameOf, type MigrationState } from "./migration-state.ts";
import type { Fault } from "./fault.ts";

/** CREATE INDEX, DROP INDEX and REINDEX that stop those who write the table. */
export function indexFaults(node: Node, state: MigrationState): Fault[] {
  if (isConcurrent(node)) return [];
  const fault = (message: string, hint: string): Fault[] => [
    { rule: "index-concurrently", message, hint },
  ];
  if ("IndexStmt" in node) {
    const { relation, unique } = node.IndexStmt;
    if (!relation || state.isNew(relation)) return [];
    return fault(
      `While this index is built nobody can write ${nameOf(relation)}.`,
      `create ${unique ? "unique " : ""}index concurrently …, in a migration of its own`,
    );
  }
  if ("DropStmt" in node && node.DropStmt.removeType === "OBJECT_INDEX") {
    const index = existing(droppedRelations(node.DropStmt.objects), state)[0];
    if (!index) return [];
    return fault(
      `Dropping ${nameOf(index)} waits for everybody who uses its table, and they for it.`,
      "drop index concurrently …, in a migration of its own",
    );
  }
  if ("ReindexStmt" in node && !state.isNew(node.ReindexStmt.relation)) {
    return fault(
      "While an index is built anew nobody can write its table.",
      "reindex … concurrently, in a migration of its own",
    );
  }
  return [];
}

/** Kinds of objects that take data along when they go, as messages call them. */
const HOLDS_DATA: Readonly<Partial<Record<ObjectType, string>>> = {
  OBJECT_TABLE: "Table",
  OBJECT_MATVIEW: "Materialized view",
  OBJECT_SCHEMA: "Schema",
};

/** DROP and TRUNCATE of what holds data, and DROP … CASCADE of anything. */
export function dropFaults(node: Node, state: MigrationState): Fault[] {
  if ("TruncateStmt" in node) {
    const { relations, behavior } = node.TruncateStmt;
    const others = behavior === "DROP_CASCADE" ? ", and of every table that refers to it" : "";
    return existing(relationsIn(relations), state).map((table) => ({
      rule: "drop",
      message: `Every row of ${nameOf(table)}${others} is deleted.`,
      hint: "If that is meant, say why in a lint-allow.",
      location: table.location,
    }));
  }
  if ("DropOwnedStmt" in node) {
    const message =
      "Everything that the role has in this database is deleted, tables with their rows included.";
    return [{ rule: "drop", message, hint: "Name what is to go in statements of their own." }];
  }
  if (!("DropStmt" in node)) return [];
  return [...droppedData(node.DropStmt, state), ...cascade(node.DropStmt, state)];
}

function droppedData(drop: DropStmt, state: MigrationState): Fault[] {
  const kind = drop.removeType && HOLDS_DATA[drop.removeType];
  if (kind === undefined) return [];
  return existing(droppedRelations(drop.objects), state).map((relation) => ({
    rule: "drop",
    message: `${kind} ${drop.removeType === "OBJECT_SCHEMA" ? relation.relname : nameOf(relation)} and its data are deleted; code that still uses it fails.`,
    hint: "Deploy the code that no longer uses it first, then drop it and say so in a lint-allow.",
  }));
}

function cascade(drop: DropStmt, state: MigrationState): Fault[] {
  if (drop.behavior !== "DROP_CASCADE") return [];
  if (existing(droppedRelations(drop.objects), state).length === 0) return [];
  return [
    {
      rule: "drop",
      message:
        "CASCADE also deletes what depends on it, columns with their data included, and does not say what.",
      hint: "Leave CASCADE out and name what is to go in statements of their own.",
    },
  ];
}

const NAMED_IN_CODE: readonly (ObjectType | undefined)[] = [
  "OBJECT_TABLE",
  "OBJECT_COLUMN",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_SCHEMA",
];

/** A new name, or a new schema, for what running code calls by the old one. */
export function renameFaults(node: Node, state: MigrationState): Fault[] {
  const fault = (what: string): Fault => ({
    rule: "rename",
    message: `Code that runs now still says ${what}, and fails from here on.`,
    hint: "Add the new one beside it, let the code change over, and drop the old one in a later migration.",
  });
  if ("RenameStmt" in node) {
    const { renameType, relation, subname } = node.RenameStmt;
    if (!NAMED_IN_CODE.includes(renameType) || state.isNew(relation)) return [];
    if (!relation) return [fault(subname ?? "the old name")];
    return [fault(subname ? `${nameOf(relation)}.${subname}` : nameOf(relation))];
  }
  if ("AlterObjectSchemaStmt" in node) {
    const { objectType, relation } = node.AlterObjectSchemaStmt;
    if (!relation || !NAMED_IN_CODE.includes(objectType) || state.isNew(relation)) return [];
    return [fault(nameOf(relation))];
  }
  return [];
}

const CHANGES_SCHEMA = /\b(alter|drop|truncate|rename|reindex|create\s+(unique\s+)?index)\b/i;

/** DO blocks are text to the parser. One that only creates or inserts is taken on trust. */
export function opaqueFaults(node: Node): Fault[] {
  if (!("DoStmt" in node)) return [];
  const code = (node.DoStmt.args ?? []).map((argument) =>
    "DefElem" in argument && argument.DefElem.arg && "String" in argument.DefElem.arg
      ? (argument.DefElem.arg.String.sval ?? "")
      : "",
  );
  const word = CHANGES_SCHEMA.exec(code.join("\n"))?.[1];
  if (word === undefined) return [];
  return [
    {
      rule: "do-block",
      message: `This block says ${word.toUpperCase()}, and what it does cannot be read from outside.`,
      hint: "Write the statements outside of the block, or say in a lint-allow why they are safe.",
    },
  ];
}

/** CONCURRENTLY within a transaction; it fails only when the migration runs. */
export function transactionFaults(node: Node, state: MigrationState): Fault[] {
  if ("TransactionStmt" in node) {
    return [
      {
        rule: "transaction",
        message:
          "A migration is one transaction, which is not its own to begin or to end: what failed after this would stay half done.",
        hint: "Leave it out. What must run outside a transaction goes into a migration whose first line is: -- no-transaction",
      },
    ];
  }
  if (!state.inTransaction || !isConcurrent(node)) return [];
  return [
    {
      rule: "transaction",
      message: "PostgreSQL does nothing CONCURRENTLY within a transaction, and a migration is one.",
      hint: "Give the statement a migration of its own, whose first line is: -- no-transaction",
    },
  ];
}

/** A label that this migration added to an enum, used by another statement of it. */
export function labelFaults(node: Node, state: MigrationState): Fault[] {
  if (!state.inTransaction || "AlterEnumStmt" in node || "VariableSetStmt" in node) return [];
  const text = JSON.stringify(node);
  return [...state.newLabels]
    .filter((label) => text.includes(`"A_Const":{"sval":{"sval":${JSON.stringify(label)}`))
    .map((label) => ({
      rule: "transaction",
      message: `PostgreSQL takes '${label}' for a value only after the transaction that added it to its type.`,
      hint: "Use it in a later migration.",
    }));
}

export function relationsIn(nodes: readonly Node[] = []): RangeVar[] {
  return nodes.flatMap((node) => ("RangeVar" in node ? [node.RangeVar] : []));
}

/** Those that were there before this migration. */
export function existing(relations: readonly RangeVar[], state: MigrationState): RangeVar[] {
  return relations.filter((relation) => !state.isNew(relation));
}
