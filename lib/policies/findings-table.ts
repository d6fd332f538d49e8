import Table from "cli-table3";
import type { Finding } from "./finding.ts";
import { remedyOf } from "./remedy.ts";

/** Room for two controls beside each other. */
const MARGIN = 24;
/** Narrower than this a table cuts words. */
const NARROWEST = 80;
/** Names that are worth a line each. */
const FEW = 4;

/**
 * Findings as a table, a row for each remedy: the resources and controls that it mends, and what was found, wanted and is
 * to be typed or changed.
 *
 * @param columns of the terminal; undefined where there is none
 * @param stack whose configuration the remedies name; undefined where it is not known
 */
export function findingsTable(
  findings: readonly Finding[],
  columns = 120,
  stack = "<stack>",
): string {
  const rows = byRemedy(findings, stack).map(([remedy, group]) => ({
    left: [
      ...some(group.map(({ resource }) => resource)),
      ...some(group.map(({ controls }) => controls.join(", "))),
    ],
    right: [
      ...some(group.map(({ found }) => found)),
      ...some(group.map(({ wanted }) => `wanted: ${wanted}`)),
      ...remedy.map((line) => `→ ${line}`),
    ],
  }));
  const words = rows.flatMap(({ left }) => left.flatMap((line) => line.split(", ")));
  const leftWidth = Math.max(MARGIN, ...words.map(({ length }) => length)) + 3;
  const rightWidth = Math.max(NARROWEST, columns) - leftWidth - 3;
  const table = new Table({
    head: ["resources, controls", "finding"],
    colWidths: [leftWidth, rightWidth],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { left, right } of rows) table.push([left.join("\n"), right.join("\n")]);
  return table.toString();
}

function byRemedy(findings: readonly Finding[], stack: string): [readonly string[], Finding[]][] {
  const groups = new Map<string, [readonly string[], Finding[]]>();
  for (const finding of findings) {
    const remedy = remedyOf(finding, stack);
    const key = remedy.join("\n");
    groups.set(key, [remedy, [...(groups.get(key)?.[1] ?? []), finding]]);
  }
  return [...groups.values()];
}

/** Each once, and of many a few. */
function some(lines: readonly string[]): string[] {
  const once = [...new Set(lines)];
  if (once.length <= FEW) return once;
  return [...once.slice(0, FEW - 1), `and ${once.length - FEW + 1} more`];
}
