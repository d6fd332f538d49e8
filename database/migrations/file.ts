import path from "node:path";
import { UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { readSqlFile } from "../connection/sql-file.ts";

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
  readonly up: MigrationPart;
  /** Undefined when the migration cannot be taken back. */
  readonly down: MigrationPart | undefined;
  /**
   * The file begins with `-- no-transaction`, for the statements that PostgreSQL refuses within one, such as CREATE INDEX
   * CONCURRENTLY. Each part is then one statement.
   */
  readonly inTransaction: boolean;
}

/** A comment that begins a part; what node-pg-migrate looks for too. */
const PART = { up: /^\s*--[\s-]*up\s+migration/im, down: /^\s*--[\s-]*down\s+migration/im };
const NO_TRANSACTION = /^--[ \t]*no-transaction[ \t]*\r?$/im;

/** Words that other tools begin a part with, alone on their line; ours would run a Down part that follows as Up. */
const NEAR = /^[ \t]*--[ \t-]*(?:migrate[ \t]*:[ \t]*)?(up|down)[ \t]*:?[ \t]*\r?$/gim;

/** Throws a UserError for a part that begins twice, or with words that are nearly ours. */
export async function readMigration(file: string): Promise<MigrationText> {
  const text = await readSqlFile(file);
  refuseStrangeMarkers(path.relative(ROOT, file), text);
  return parseMigrationText(text);
}

function refuseStrangeMarkers(file: string, text: string): void {
  const lineOf = (at: number) => text.slice(0, at).split("\n").length;
  const near = [...text.matchAll(NEAR)][0];
  if (near) {
    const word = near[1]!.toLowerCase() === "up" ? "Up" : "Down";
    throw new UserError(
      `${file}:${lineOf(near.index)}: "${near[0].trim()}" begins no part of a migration. Nothing was run.`,
      `Write: -- ${word} Migration`,
    );
  }
  for (const [word, part] of [
    ["Up", PART.up],
    ["Down", PART.down],
  ] as const) {
    const second = [...text.matchAll(new RegExp(part, "gim"))][1];
    if (!second) continue;
    const at = second.index + second[0].search(/\S/);
    throw new UserError(
      `${file}:${lineOf(at)}: the part "-- ${word} Migration" begins a second time. Nothing was run.`,
      "Put its statements into the first one: one Up part, and at most one Down part after it.",
    );
  }
}

/** Parts a migration's text. Without an Up comment all of it goes up. */
export function parseMigrationText(text: string): MigrationText {
  const up = text.search(PART.up);
  const down = text.search(PART.down);
  const part = (start: number, other: number): MigrationPart => ({
    sql: text.slice(start, other > start ? other : undefined),
    start,
  });
  const first = [up, down].filter((at) => at >= 0);
  const header = text.slice(0, first.length > 0 ? Math.min(...first) : undefined);
  return {
    text,
    up: up >= 0 ? part(up, down) : part(0, down),
    down: down >= 0 ? part(down, up) : undefined,
    inTransaction: !NO_TRANSACTION.test(header),
  };
}
