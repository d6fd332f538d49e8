import { positionAt } from "#lib/sql/error";
import type { CommentLine, Statement } from "./parse-migration.ts";

/** `-- lint-allow <rule>: <reason>`, directly above a statement. */
export interface Allowance {
  readonly rule: string;
  readonly reason: string;
  /** Where the comment begins in the file. */
  readonly start: number;
  /** The statement that it stands above, by its index; undefined when there is none directly below. */
  readonly statement: number | undefined;
}

const ALLOWANCE = /^--\s*lint-allow\b\s*([\w-]*)\s*(?::\s*(.*))?$/;

/**
 * The allowances among a migration's comments. Between one and its statement there may be other comments, but no
 * empty line and no code: it excuses what the reader sees right below it.
 */
export function allowancesIn(
  text: string,
  statements: readonly Statement[],
  comments: readonly CommentLine[],
): Allowance[] {
  const commentLines = new Set(comments.map(({ line }) => line));
  const firstLines = new Map<number, number>();
  statements.forEach(({ start }, index) => {
    const { line } = positionAt(text, start);
    if (!firstLines.has(line)) firstLines.set(line, index);
  });
  return comments.flatMap(({ text: comment, start, line }) => {
    const match = ALLOWANCE.exec(comment);
    if (!match) return [];
    let below = line + 1;
    while (commentLines.has(below)) below += 1;
    const [, rule = "", reason = ""] = match;
    return [{ rule, reason: reason.trim(), start, statement: firstLines.get(below) }];
  });
}
