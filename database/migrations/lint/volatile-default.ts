import type { ColumnDef, Constraint, Node } from "libpg-query";

/**
 * Functions that give every row of one statement the same value, so that PostgreSQL keeps a new column's default in
 * the catalog instead of writing each row. A function that is not listed is taken for volatile; `pg_proc.provolatile`
 * is the judge.
 */
export const SAME_FOR_EVERY_ROW: ReadonlySet<string> = new Set([
  "now",
  "transaction_timestamp",
  "statement_timestamp",
  "timezone",
  "date_trunc",
  "make_date",
  "make_interval",
  "make_timestamptz",
  "to_timestamp",
  "current_setting",
  "current_database",
  "current_schema",
  "lower",
  "upper",
  "length",
  "char_length",
  "concat",
  "format",
  "md5",
  "jsonb_build_object",
  "jsonb_build_array",
  "json_build_object",
  "json_build_array",
  "to_jsonb",
  "to_json",
  "array_fill",
  "int4range",
  "tstzrange",
]);

const SERIALS = new Set(["serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"]);

/** Why adding a column makes PostgreSQL write every row of the table; undefined when it does not. */
export function reasonToRewrite(column: ColumnDef): string | undefined {
  const type = lastName(column.typeName?.names);
  if (type !== undefined && SERIALS.has(type)) return `type ${type} numbers the rows there are`;
  for (const constraint of constraintsOf(column.constraints)) {
    if (constraint.contype === "CONSTR_IDENTITY") return "an identity numbers the rows there are";
    if (constraint.contype === "CONSTR_GENERATED" && constraint.generated_kind === "s") {
      return "a stored generated column is computed for the rows there are";
    }
    if (constraint.contype !== "CONSTR_DEFAULT") continue;
    const called = volatileCall(constraint.raw_expr);
    if (called) return `the default calls ${called}(), which may differ from row to row`;
  }
  return undefined;
}

export function constraintsOf(nodes: readonly Node[] = []): Constraint[] {
  return nodes.flatMap((node) => ("Constraint" in node ? [node.Constraint] : []));
}

/** The first function called anywhere in an expression that is not known to be stable. */
function volatileCall(tree: unknown): string | undefined {
  if (typeof tree !== "object" || tree === null) return undefined;
  if ("FuncCall" in tree) {
    const name = lastName((tree.FuncCall as { readonly funcname?: Node[] }).funcname) ?? "";
    if (!SAME_FOR_EVERY_ROW.has(name)) return name;
  }
  for (const part of Object.values(tree)) {
    const found = volatileCall(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `pg_catalog.now` → `now` */
function lastName(names: readonly Node[] | undefined): string | undefined {
  const last = names?.at(-1);
  return last && "String" in last ? last.String.sval : undefined;
}
