import { identifier } from "#lib/sql/quote";
import type { Contents, Values } from "./contents.ts";
import type { Pair } from "./pair.ts";

/** The loss of a table that is there still, in lines. */
export function describeLoss(pair: Pair, before: Contents, after: Contents): string[] {
  const { table, kept } = pair;
  const deleted = Math.max(0, before.count - after.count);
  const changed = lostOf(before.rows, after.rows);
  if (pair.isUntouched ? kept.length === 0 : changed === 0) return [];
  if (after.count === 0 && deleted > 0) return [`table ${table.name}: emptied of ${rows(deleted)}`];
  const gone = deleted > 0 ? [`table ${table.name}: ${rows(deleted)} deleted`] : [];
  if (deleted > 0 && changed === undefined) {
    return [`${gone[0]!}; of so many it cannot be told whether others changed too`];
  }
  if (deleted > 0 && changed! <= deleted) return gone;
  const values = kept.flatMap((column, index) => {
    const lost = lostOf(before.columns[index]!, after.columns[index]!);
    if (lost === 0 || (lost !== undefined && lost <= deleted)) return [];
    const name = `column ${table.name}.${identifier(column.name)}`;
    return [
      lost === undefined
        ? `${name}: values changed, in a table of ${rows(before.count)}, too many to count which`
        : `${name}: ${lost} of ${before.count} values changed`,
    ];
  });
  if (values.length > 0 || pair.isUntouched) return [...gone, ...values];
  return [...gone, `table ${table.name}: values changed places between its rows`];
}

/** How many values are not there any more; undefined when some are not, and there are too many to tell. */
function lostOf(before: Values, after: Values): number | undefined {
  if (typeof before === "string" || typeof after === "string")
    return before === after ? 0 : undefined;
  let lost = 0;
  for (const [value, count] of before) lost += Math.max(0, count - (after.get(value) ?? 0));
  return lost;
}

export const rows = (count: number) =>
  `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
