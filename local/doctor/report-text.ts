import { paint } from "#lib/terminal";
import type { HopReport } from "./run-hops.ts";

const MARKS = {
  ok: () => paint.green("✓"),
  warning: () => paint.yellow("!"),
  broken: () => paint.red("✗"),
  skipped: () => paint.dim("·"),
} as const;

const INDENT = " ".repeat(26);

/** A hop as people read it: mark, title, what was found; below it what to type. */
export function describeReport({ verdict, title, found, fix }: HopReport): string {
  const told = verdict === "skipped" ? paint.dim(found) : found;
  const line = `${MARKS[verdict]()} ${title.padEnd(22)}  ${told}`;
  if (fix === undefined) return line;
  const typed = fix.split("\n").join(`\n${INDENT}`);
  // Beside ✓ it is an offer, not a fault.
  return `${line}\n${INDENT}${verdict === "ok" ? paint.dim(`→ ${typed}`) : `→ ${paint.bold(typed)}`}`;
}

/**
 * "Nothing is broken.", "1 broken, 2 warnings.". Where nothing broken was found, but hops were not looked at, those are
 * counted, with what to type first: "Nothing broken was found, but 8 were not checked. To have them checked: npm start".
 */
export function summaryOf(reports: readonly HopReport[]): string {
  const count = (wanted: HopReport["verdict"]) =>
    reports.filter(({ verdict }) => verdict === wanted).length;
  const [faults, warnings] = [count("broken"), count("warning")];
  const warned = `${warnings} warning${warnings === 1 ? "" : "s"}`;
  if (faults > 0) return `${faults} broken${warnings > 0 ? `, ${warned}` : ""}.`;
  const skipped = count("skipped");
  if (skipped > 0) {
    const first = reports.findIndex(({ verdict }) => verdict === "skipped");
    const before = reports.slice(0, first).findLast(({ fix }) => fix !== undefined)?.fix;
    const found = `Nothing broken was found${warnings > 0 ? `, ${warned}` : ""}, but ${skipped} ${skipped === 1 ? "was" : "were"} not checked`;
    return before === undefined ? `${found}.` : `${found}. To have them checked: ${before}`;
  }
  return warnings > 0 ? `Nothing is broken; ${warned}.` : "Nothing is broken.";
}
