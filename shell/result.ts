import type pg from "pg";
import { types } from "pg";
import { expandedText, tableText, tableWidth, type Cell, type Grid } from "./format.ts";

/** How rows are shown. `auto`: expanded when they are wider than the screen. */
export type Expanded = boolean | "auto";

/** A statement's result with PostgreSQL's own text of each value. */
export interface TextResult {
  /** `SELECT 3`, `INSERT 0 3`, `CREATE TABLE` */
  readonly tag: string;
  readonly rowCount: number | null;
  readonly fields: readonly Pick<pg.FieldDef, "name" | "dataTypeID">[];
  readonly rows: readonly (readonly Cell[])[];
}

const {
  INT2,
  INT4,
  INT8,
  FLOAT4,
  FLOAT8,
  NUMERIC,
  OID,
  BOOL,
  JSON: JSON_TYPE,
  JSONB,
} = types.builtins;
const NUMBERS: readonly number[] = [INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, OID];

export function gridOf({ fields, rows }: TextResult): Grid {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    isNumber: NUMBERS.includes(dataTypeID),
  }));
  return { columns, rows };
}

/** A result as psql shows it: a table and the number of rows, or what was done. */
export function resultText(
  result: TextResult,
  { expanded, width }: { readonly expanded: Expanded; readonly width: number },
): string {
  if (result.fields.length === 0) return result.tag;
  const grid = gridOf(result);
  const isExpanded = expanded === "auto" ? tableWidth(grid, width) > width : expanded;
  const count = `(${result.rows.length} ${result.rows.length === 1 ? "row" : "rows"})`;
  if (isExpanded) return grid.rows.length === 0 ? count : `${expandedText(grid)}\n${count}`;
  return `${tableText(grid)}\n${count}`;
}

/**
 * The rows as objects for `--json`. Numbers, booleans, JSON and NULL are those of JSON; numbers that JavaScript would
 * round, and everything else, are PostgreSQL's text. A name that comes twice gets a number: `count`, `count_2`.
 */
export function jsonRows({ fields, rows }: TextResult): Record<string, unknown>[] {
  const taken = new Set<string>();
  const names = fields.map(({ name }) => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
  return rows.map((row) =>
    Object.fromEntries(
      row.map((cell, index) => [names[index]!, jsonValue(cell, fields[index]!.dataTypeID)]),
    ),
  );
}

function jsonValue(cell: Cell, type: number): unknown {
  if (cell === null) return null;
  if (type === BOOL) return cell === "t";
  if (type === JSON_TYPE || type === JSONB) return JSON.parse(cell);
  if (!NUMBERS.includes(type)) return cell;
  const number = Number(cell);
  const isExact = Number.isInteger(number)
    ? Number.isSafeInteger(number) && String(number) === cell
    : Number.isFinite(number) && (type === FLOAT4 || type === FLOAT8);
  return isExact ? number : cell;
}
