/** Where a page of the feed ends: the next one starts with what is older. */
export interface Cursor {
  /** UTC, with microseconds: `2026-11-22T06:44:11.123456Z`; PostgreSQL's `infinity` for the first page. */
  readonly beforeCreatedAt: string;
  readonly beforeUuid: string;
}

export const FIRST_PAGE: Cursor = {
  beforeCreatedAt: "infinity",
  beforeUuid: "ffffffff-ffff-ffff-ffff-ffffffffffff",
};

const SHAPE =
  /^(\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function formatCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.beforeCreatedAt}_${cursor.beforeUuid}`).toString("base64url");
}

/** The cursor of a query's `after`, or undefined when it is not one of ours. */
export function parseCursor(text: string): Cursor | undefined {
  const match = SHAPE.exec(Buffer.from(text, "base64url").toString("utf8"));
  if (!match || !isInstant(match[1]!)) return undefined;
  return { beforeCreatedAt: match[1]!, beforeUuid: match[2]! };
}

/** JavaScript takes 30 February for 2 March; PostgreSQL refuses it, as it does the year 0. */
function isInstant(text: string): boolean {
  const date = new Date(text);
  const seconds = "yyyy-mm-ddThh:mm:ss".length;
  return (
    !Number.isNaN(date.getTime()) &&
    date.toISOString().slice(0, seconds) === text.slice(0, seconds) &&
    !text.startsWith("0000")
  );
}
