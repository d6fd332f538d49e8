import { styleText } from "node:util";
import type { Env } from "./environment.ts";

type Style = Parameters<typeof styleText>[0];

/**
 * Whether a stream gets colours: NO_COLOR (any text) forbids, FORCE_COLOR (not "0") wants, otherwise a terminal
 * does and a pipe does not (no-color.org, force-color.org).
 */
export function hasColour(stream: { readonly isTTY?: boolean }, env: Env = process.env): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

const painter = (style: Style) => (text: string) =>
  hasColour(process.stdout) ? styleText(style, text) : text;

/** Colours for standard output. */
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
