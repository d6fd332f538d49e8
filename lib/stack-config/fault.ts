import { UserError } from "../errors.ts";
import { ACCOUNT_NOW, KEYS } from "./keys.ts";
import type { Mend } from "./rules/rule.ts";
import { PROJECT } from "./stack-values.ts";
import type { Key } from "./values.ts";

/** One thing that is wrong with a stack's configuration. */
export interface Fault {
  /** A sentence without a full stop. */
  readonly problem: string;
  /** The remedy: lines to type, or to write into the stack's file. */
  readonly lines: readonly string[];
}

/** The commands that mend something; a list is written into the file, since Pulumi would set it as text. */
export function mendLines(stack: string, mends: readonly Mend[]): string[] {
  return mends.flatMap(([key, value]) => {
    const { isList, toHave } = KEYS[key];
    if (value === undefined) return [removeLine(stack, key), ...(toHave ? [toHave(stack)] : [])];
    return isList
      ? `in Pulumi.${stack}.yaml:  ${PROJECT}:${key}: ${value}`
      : setLine(stack, key, value);
  });
}

export const setLine = (
  stack: string,
  key: Key | `${typeof PROJECT}:${Key}`,
  value: string,
): string => `pulumi config set ${key} ${quoted(value)} --stack ${stack}`;

export const removeLine = (stack: string, key: string): string =>
  `pulumi config rm ${quoted(key)} --stack ${stack}`;

/** Every fault at once. */
export function configError(stack: string, faults: readonly Fault[]): UserError {
  const count = faults.length === 1 ? "a fault" : `${faults.length} faults`;
  const texts = faults.map(({ problem, lines }) => {
    const [first = "", ...rest] = problem.split("\n");
    const mends = lines.map((line) => `    ${line}`);
    return [
      `- ${first}${rest.length > 0 || first.endsWith("?") ? "" : "."}`,
      ...rest,
      ...mends,
    ].join("\n");
  });
  return new UserError(
    `The configuration of stack ${stack} has ${count}:\n\n${texts.join("\n")}\n`,
    "Every key, its default and its reasons: docs/configuration.md",
  );
}

/** As a shell takes it; what it is to run stays a command. */
function quoted(value: string): string {
  if (value === ACCOUNT_NOW) return `"${value}"`;
  return /^[\w.:/@,+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** A value as it was found, cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
