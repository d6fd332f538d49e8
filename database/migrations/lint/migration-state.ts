import type { AlterTableStmt, Node, RangeVar } from "libpg-query";

/**
 * A record of what the statements before one have made. A table of the migration's own is empty and nobody else sees
 * it, so nothing done to it can hurt.
 */
export class MigrationState {
  readonly #newRelations = new Set<string>();
  readonly #newColumns = new Set<string>();
  readonly #newTypes = new Set<string>();
  /** Labels that were added to types that others use already. */
  readonly newLabels = new Set<string>();
  /** A lock is waited for only so long. */
  hasLockTimeout = false;
  /** The migration is one transaction. */
  readonly inTransaction: boolean;

  constructor(inTransaction: boolean) {
    this.inTransaction = inTransaction;
  }

  /** Whether a table, index or view was made by this migration. */
  isNew(relation: RangeVar | undefined): boolean {
    return relation !== undefined && this.#newRelations.has(nameOf(relation));
  }

  /** Whether a column was added by this migration, so that no row has a value of its own in it yet. */
  isNewColumn(relation: RangeVar, column: string): boolean {
    return this.#newColumns.has(`${nameOf(relation)}.${column}`);
  }

  /** Takes note of what a statement makes or sets. */
  follow(node: Node): void {
    if ("CreateStmt" in node) this.#add(node.CreateStmt.relation);
    else if ("CreateTableAsStmt" in node) this.#add(node.CreateTableAsStmt.into?.rel);
    else if ("CreateEnumStmt" in node) this.#newTypes.add(typeOf(node.CreateEnumStmt.typeName));
    else if ("AlterEnumStmt" in node) {
      const { typeName, newVal, oldVal } = node.AlterEnumStmt;
      const isAdded = newVal !== undefined && oldVal === undefined;
      if (isAdded && !this.#newTypes.has(typeOf(typeName))) this.newLabels.add(newVal);
    } else if ("AlterTableStmt" in node) this.#followColumns(node.AlterTableStmt);
    else if ("SelectStmt" in node) this.#add(node.SelectStmt.intoClause?.rel);
    else if ("ViewStmt" in node) this.#add(node.ViewStmt.view);
    else if ("IndexStmt" in node) {
      const { relation, idxname } = node.IndexStmt;
      if (idxname && this.isNew(relation)) this.#add({ ...relation, relname: idxname });
    } else if ("RenameStmt" in node) {
      const { relation, newname, subname } = node.RenameStmt;
      if (newname && !subname && this.isNew(relation)) this.#add({ ...relation, relname: newname });
    } else if ("VariableSetStmt" in node) {
      const { name, kind, is_local = false, args = [] } = node.VariableSetStmt;
      if (kind === "VAR_RESET_ALL") this.hasLockTimeout = false;
      if (name !== "lock_timeout") return;
      this.hasLockTimeout = kind === "VAR_SET_VALUE" && is_local && !isZero(args[0]);
    }
  }

  #followColumns({ relation, cmds = [] }: AlterTableStmt): void {
    for (const cmd of cmds) {
      const { subtype, def } = "AlterTableCmd" in cmd ? cmd.AlterTableCmd : {};
      if (!relation || subtype !== "AT_AddColumn" || !def || !("ColumnDef" in def)) continue;
      this.#newColumns.add(`${nameOf(relation)}.${def.ColumnDef.colname ?? ""}`);
    }
  }

  #add(relation: RangeVar | undefined): void {
    if (relation) this.#newRelations.add(nameOf(relation));
  }
}

/** `users` → `public.users`: migrations run with PostgreSQL's usual search path. */
export function nameOf({ schemaname, relname }: RangeVar): string {
  return `${schemaname ?? "public"}.${relname ?? ""}`;
}

/** The names in a DROP: `List` of the parts of each. The last `skip` parts are not the relation's (a trigger's name). */
export function droppedRelations(objects: readonly Node[] = [], skip = 0): RangeVar[] {
  return objects.map((object) => {
    const parts = "List" in object ? (object.List.items ?? []) : [object];
    const names = parts.flatMap((part) => ("String" in part ? [part.String.sval ?? ""] : []));
    const [relname = "", schemaname] = names.slice(0, names.length - skip).reverse();
    return { relname, ...(schemaname === undefined ? {} : { schemaname }) };
  });
}

function typeOf(names: readonly Node[] = []): string {
  const last = names.at(-1);
  return last && "String" in last ? (last.String.sval ?? "") : "";
}

/** PostgreSQL's "no limit": 0, '0', '0s'. */
function isZero(value: Node | undefined): boolean {
  if (!value || !("A_Const" in value)) return false;
  const { ival, sval } = value.A_Const as {
    readonly ival?: { readonly ival?: number };
    readonly sval?: { readonly sval?: string };
  };
  return sval ? Number.parseFloat(sval.sval ?? "0") === 0 : (ival?.ival ?? 0) === 0;
}

export function isConcurrent(node: Node): boolean {
  if ("IndexStmt" in node) return node.IndexStmt.concurrent === true;
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("AlterTableStmt" in node) {
    return (node.AlterTableStmt.cmds ?? []).some((command) => {
      const def = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
      return def !== undefined && "PartitionCmd" in def && def.PartitionCmd.concurrent === true;
    });
  }
  if ("ReindexStmt" in node) {
    return (node.ReindexStmt.params ?? []).some(
      (parameter) => "DefElem" in parameter && parameter.DefElem.defname === "concurrently",
    );
  }
  return false;
}
