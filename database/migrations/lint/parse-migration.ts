import { hasSqlDetails, parse, scan, type Node } from "libpg-query";
import { positionAt } from "#lib/sql/error";
import { parseMigrationText } from "../file.ts";

/** A statement of a migration, as PostgreSQL's own parser reads it. */
export interface Statement {
  readonly node: Node;
  /** Where it begins in the file, in UTF-16 units; comments before it are not part of it. */
  readonly start: number;
}

/** A `--` comment that has its line to itself. */
export interface CommentLine {
  readonly text: string;
  readonly start: number;
  /** From 1. */
  readonly line: number;
}

export interface ParsedMigration {
  readonly statements: readonly Statement[];
  readonly comments: readonly CommentLine[];
  /** False after `-- no-transaction`. */
  readonly inTransaction: boolean;
  /** The parser counts bytes from the Up part's beginning; the result counts UTF-16 units in the file. */
  offsetOf(location: number): number;
}

/** The text cannot be parsed. */
export interface SyntaxFault {
  readonly message: string;
  readonly start: number;
}

export function isSyntaxFault(parsed: ParsedMigration | SyntaxFault): parsed is SyntaxFault {
  return "message" in parsed;
}

/** Parses the Up part of a migration. */
export async function parseMigration(text: string): Promise<ParsedMigration | SyntaxFault> {
  const { up, inTransaction } = parseMigrationText(text);
  const { sql, start } = up;
  const bytes = Buffer.from(sql);
  const offsetOf = (location: number) => start + bytes.subarray(0, location).toString().length;
  // The parser refuses a text without a single token in it.
  if (sql.trim() === "") return { statements: [], comments: [], inTransaction, offsetOf };
  try {
    const { stmts = [] } = await parse(sql);
    const { tokens } = await scan(sql);
    const statements = stmts.flatMap(({ stmt, stmt_location = 0 }) =>
      stmt ? [{ node: stmt, start: offsetOf(stmt_location) }] : [],
    );
    const comments = tokens
      .filter(({ tokenName }) => tokenName === "SQL_COMMENT")
      .map((token) => ({ text: token.text.trim(), start: offsetOf(token.start) }))
      .filter((comment) => isAlone(text, comment.start))
      .map((comment) => ({ ...comment, line: positionAt(text, comment.start).line }));
    return { statements, comments, inTransaction, offsetOf };
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    // Unlike in a parse tree, the position of an error counts characters.
    const before = Array.from(sql).slice(0, Math.max(0, error.sqlDetails?.cursorPosition ?? 0));
    return { message: error.message, start: start + before.join("").length };
  }
}

/** Whether nothing but white space is before it on its line. */
function isAlone(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
}
