import path from "node:path";
import { UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { positionAt } from "#lib/sql/error";
import { firstWord, splitSql, statementsOf } from "#lib/sql/split";
import { readSqlFile } from "../connection/sql-file.ts";
import { refuseUnfit } from "./unfit.ts";

export interface Migration {
  /** The file's name without `.sql`; the key in the migrations table. */
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
}

/** Which way a migration is run. */
export type Direction = "up" | "down";

/** A part of a migration's file, as it is sent to the server. */
export interface MigrationPart {
  readonly sql: string;
  /** Where the part begins in the file, in UTF-16 units: PostgreSQL counts positions from here. */
  readonly start: number;
}

/** A migration's file as text, and its parts. */
export interface MigrationText {
  readonly text: string;
  /** Above the parts; never run. Empty when all of the text goes up. */
  readonly header: string;
  readonly up: MigrationPart;
  /** Undefined when the migration cannot be taken back. */
  readonly down: MigrationPart | undefined;
  /**
   * The file begins with `-- no-transaction`, for the statements that PostgreSQL refuses within one, such as CREATE INDEX
   * CONCURRENTLY. Each part is then one statement.
   */
  readonly inTransaction: boolean;
}

/** A line that begins a part, the whole of it: what node-pg-migrate takes too, which also takes longer ones. */
const PART = /^--[\s-]*(up|down)\s+migration\s*$/i;
const NO_TRANSACTION = /^--[ \t]*no-transaction\s*$/im;

/** What other tools begin a part with, or ours with something behind it; a Down part that follows would run as Up. */
const NEAR = /^--[\s-]*(?:migrate\s*:\s*)?(up|down)(?:\s*:?\s*$|\s+migration\s*[^\s\w])/i;

/**
 * A migration that is to be run. Throws a UserError for a part that begins twice or with words that are nearly ours, for a
 * statement that stands in no part, and for one that begins or ends a transaction.
 */
export async function readMigration(file: string): Promise<MigrationText> {
  const text = await readSqlFile(file);
  refuseStrange(path.relative(ROOT, file), text);
  return parseMigrationText(text);
}

function refuseStrange(file: string, text: string): void {
  const at = (offset: number) => `${file}:${positionAt(text, offset).line}`;
  const lines = commentLinesOf(text);
  for (const { line, start } of lines) {
    const near = NEAR.exec(line)?.[1];
    if (near === undefined || PART.test(line)) continue;
    throw new UserError(
      `${at(start)}: "${line.trim()}" begins no part of a migration. Nothing was run.`,
      `Write: -- ${titled(near)} Migration`,
    );
  }
  for (const word of ["up", "down"]) {
    const second = lines.filter(({ line }) => PART.exec(line)?.[1]?.toLowerCase() === word)[1];
    if (!second) continue;
    throw new UserError(
      `${at(second.start)}: the part "-- ${titled(word)} Migration" begins a second time. Nothing was run.`,
      "Put its statements into the first one: one Up part, and at most one Down part after it.",
    );
  }
  const { header, up, down } = parseMigrationText(text);
  const outside = statementsOf(header)[0];
  if (outside) {
    throw new UserError(
      `${at(firstWord(header, outside))}: this statement stands above the parts, and would never be run. Nothing was run.`,
      'Put it below the line "-- Up Migration", or below "-- Down Migration".',
    );
  }
  for (const part of down ? [up, down] : [up]) refuseUnfit("migration", file, text, part);
}

const titled = (word: string) => `${word[0]!.toUpperCase()}${word.slice(1).toLowerCase()}`;

/** The comments of `--` that have their line to themselves: none in a string, a function's body or a block comment. */
function commentLinesOf(text: string): { readonly line: string; readonly start: number }[] {
  return splitSql(text).comments.flatMap((start) => {
    const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? undefined : end);
    return before.trim() === "" ? [{ line, start }] : [];
  });
}

/** Parts a migration's text. Without an Up line all of it goes up. */
export function parseMigrationText(text: string): MigrationText {
  const markers = commentLinesOf(text).flatMap(({ line, start }) => {
    const word = PART.exec(line)?.[1]?.toLowerCase();
    return word === undefined ? [] : [{ word, start }];
  });
  const startOf = (wanted: string) => markers.find(({ word }) => word === wanted)?.start;
  const [up, down] = [startOf("up"), startOf("down")];
  const part = (start: number, other = -1): MigrationPart => ({
    sql: text.slice(start, other > start ? other : undefined),
    start,
  });
  const header = text.slice(0, markers[0]?.start);
  return {
    text,
    header: up === undefined ? "" : header,
    up: up === undefined ? { sql: text.slice(0, down), start: 0 } : part(up, down),
    down: down === undefined ? undefined : part(down, up),
    inTransaction: !NO_TRANSACTION.test(header),
  };
}
