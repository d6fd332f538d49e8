import Table from "cli-table3";
import type { Finding } from "./finding.ts";

/** Room for two controls beside each other. */
const MARGIN = 24;
/** Narrower than this a table cuts words. */
const NARROWEST = 80;

/**
 * Findings as a table: which resource breaks which controls, and what was found, wanted and is to be changed.
 *
 * @param columns of the terminal; undefined where there is none
 */
export function findingsTable(findings: readonly Finding[], columns = 120): string {
  const words = findings.flatMap(({ resource, controls }) => [resource, ...controls]);
  const left = Math.max(MARGIN, ...words.map(({ length }) => length)) + 3;
  const right = Math.max(NARROWEST, columns) - left - 3;
  const table = new Table({
    head: ["resource, controls", "finding"],
    colWidths: [left, right],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { controls, resource, found, wanted, change } of findings) {
    table.push([`${resource}\n${controls.join(", ")}`, `${found}\nwanted: ${wanted}\n→ ${change}`]);
  }
  return table.toString();
}
