import { visibleText } from "#lib/domain/visible-text";
import { paint } from "#lib/terminal";
import type { Difference } from "./drift.ts";

/** Differences as people read them: the object, then what is expected (-) and what is there (+), as in a diff. */
export function driftText(differences: readonly Difference[]): string {
  return differences
    .map(({ kind, name, expected, found }) => {
      const verdict =
        expected === undefined ? "is not ours" : found === undefined ? "is missing" : "differs";
      return [
        `${paint.bold(`${kind} ${visibleText(name)}`)} ${verdict}`,
        ...marked("-", "expected", expected, paint.green),
        ...marked("+", "found", found, paint.red),
      ].join("\n");
    })
    .join("\n\n");
}

function marked(
  sign: string,
  label: string,
  definition: string | undefined,
  colour: (text: string) => string,
): string[] {
  if (definition === undefined) return [];
  const [first = "", ...rest] = definition.trimEnd().split("\n");
  const lead = `  ${sign} ${label.padEnd(8)}  `;
  return [lead + first, ...rest.map((line) => " ".repeat(lead.length) + line)].map(colour);
}

/** "3 differences: 2 missing, 1 not ours." */
export function driftSummary(differences: readonly Difference[]): string {
  const count = (test: (difference: Difference) => boolean, what: string) => {
    const number = differences.filter(test).length;
    return number === 0 ? [] : [`${number} ${what}`];
  };
  const parts = [
    ...count(({ found }) => found === undefined, "missing"),
    ...count(({ expected, found }) => expected !== undefined && found !== undefined, "different"),
    ...count(({ expected }) => expected === undefined, "not ours"),
  ];
  const noun = differences.length === 1 ? "difference" : "differences";
  return `${differences.length} ${noun}: ${parts.join(", ")}.`;
}
