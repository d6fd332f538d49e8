import Table from "cli-table3";
import { paint } from "#lib/terminal";
import { meetsGoal, type Figure } from "./figure.ts";

/** A benchmark's figures as a table for people. */
export function reportOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ["", "min", "median", "max", "goal", ""],
    colAligns: ["left", "right", "right", "right", "right", "left"],
    chars: PLAIN,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const figure of figures) {
    const { label, spread, unit, goal } = figure;
    const show = (value: number) => shown(value, unit);
    const wanted = goal ? ("most" in goal ? `≤ ${show(goal.most)}` : `≥ ${show(goal.least)}`) : "";
    table.push([
      label,
      show(spread.min),
      show(spread.median),
      show(spread.max),
      wanted,
      verdict(figure),
    ]);
  }
  return table.toString();
}

function verdict(figure: Figure): string {
  const met = meetsGoal(figure);
  if (met === undefined) return "";
  return met ? paint.green("met") : paint.yellow("missed");
}

const DIGITS = { x: 2, ms: 3, s: 2, MiB: 0, KB: 1, "/s": 0, "": 0 } as const;

function shown(value: number, unit: Figure["unit"]): string {
  return `${value.toFixed(DIGITS[unit])}${unit === "" ? "" : ` ${unit}`}`;
}

/** A table without lines. */
const PLAIN = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid", "middle"].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`, `${side}-${side}`].map((name) => [
      name,
      "",
    ]),
  ),
);
