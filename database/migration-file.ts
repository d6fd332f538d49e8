import { readSqlFile } from "./sql-file.ts";

/** Which way a migration is run. */
export type Direction = "up" | "down";

/** A part of a migration's file, as it is sent to the server. */
export interface MigrationPart {
  readonly sql: string;
  /** Where the part begins in the file, in UTF-16 units: PostgreSQL counts positions from here. */
  readonly start: number;
}

/** What a migration's file says. */
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

export async function readMigration(file: string): Promise<MigrationText> {
  return parseMigrationText(await readSqlFile(file));
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
