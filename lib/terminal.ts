import { randomInt } from "node:crypto";
import { inspect } from "node:util";
import { visibleLines } from "./domain/visible-text.ts";
import type { Env } from "./environment.ts";

/**
 * Whether a stream gets colours: NO_COLOR (any text) forbids, FORCE_COLOR (not "0") wants, otherwise a terminal
 * does and a pipe does not (no-color.org, force-color.org).
 */
export function hasColour(stream: { readonly isTTY?: boolean }, env: Env = process.env): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/**
 * Our own colours carry a number that nothing from a database, a file or AWS can know. A terminal, and who counts
 * columns, takes it for one colour more; `printable` lets pass what has it, and takes it off.
 */
const SEAL = randomInt(2 ** 47);
const SEALED = new RegExp(`\x1b\\[([\\d;]*);${SEAL}m`);

const painter = (style: string) => {
  const [on, off] = inspect.colors[style]!;
  return (text: string) =>
    hasColour(process.stdout) ? `\x1b[${on};${SEAL}m${text}\x1b[${off};${SEAL}m` : text;
};

/** The output of a program about files of the checkout, with its own colours as ours. */
export const keepColours = (output: string): string =>
  output.replace(/\x1b\[([\d;]*)m/g, `\x1b[$1;${SEAL}m`);

/**
 * A text as it may be written to a terminal, a log or a pipe: our own colours, and everything else that would steer a
 * terminal written out. Whatever a command writes goes through it; JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text
    .split(SEALED)
    .map((part, index) => (index % 2 === 1 ? `\x1b[${part}m` : visibleLines(part)))
    .join("");
}

/** Colours for standard output, in a text that `printable` prints. */
export const paint = {
  bold: painter("bold"),
  dim: painter("dim"),
  green: painter("green"),
  red: painter("red"),
  yellow: painter("yellow"),
  cyan: painter("cyan"),
};

/** 1234 → "1.23 s", 45 → "45 ms". */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

/** Whether a person sits at both ends, so that a question can be asked. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env["CI"];
}
