/** Where in a text an offset is. Line and column count from 1; `text` is the whole line. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  const end = text.indexOf("\n", offset);
  return {
    line: before.split("\n").length,
    column: offset - start + 1,
    text: text.slice(start, end === -1 ? undefined : end).replace(/\r$/, ""),
  };
}

/** PostgreSQL's word on a failed statement: the fields of `pg`'s DatabaseError that a person can use. */
export interface SqlFault {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly detail?: string | undefined;
}

/** The fault as people read it: `file:line:column`, the line with a caret under the place, the server's hint. */
export function describeSqlFault(
  file: string,
  fault: SqlFault,
  at: TextPosition | undefined,
): string {
  const place = at ? `${file}:${at.line}:${at.column}` : file;
  const lines = [`${place}: ${fault.message}`];
  if (at) {
    const indent = blanksFor(at.text.slice(0, at.column - 1));
    lines.push(`    ${at.text}`, `    ${indent}^`);
  }
  if (fault.detail) lines.push(`    ${fault.detail}`);
  if (fault.hint) lines.push(`    PostgreSQL's hint: ${fault.hint}`);
  return lines.join("\n");
}

const NO_CELL = /[\p{Mn}\p{Me}\p{Cf}]/gu;
const TWO_CELLS =
  /[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]/gu;

/** As many blanks as a terminal gives the text, so that what follows stands under the same place. Tabs stay tabs. */
function blanksFor(text: string): string {
  return text.replace(NO_CELL, "").replace(TWO_CELLS, "  ").replace(/[^\t]/gu, " ");
}

/**
 * The error as `describeSqlFault` shows it; undefined when it is not PostgreSQL's. `start` is the offset in `text` at
 * which the failed query string begins; `position` counts code points from there, as the server does.
 */
export function explainSqlError(
  file: string,
  text: string,
  error: unknown,
  start = 0,
): string | undefined {
  // Every message of the server has a severity; errors of the connection have a code, but none.
  const fault = error as
    (SqlFault & { readonly severity?: string; readonly position?: string }) | undefined;
  if (fault?.severity === undefined) return undefined;
  if (!fault.position) return describeSqlFault(file, fault, undefined);
  const failed = Array.from(text.slice(start)).slice(0, Number(fault.position) - 1);
  return describeSqlFault(file, fault, positionAt(text, start + failed.join("").length));
}

/** Connection, resources, disk, lock, deadlock, shutdown, read-only: the server's state, not what a file says. */
const SERVER_CONDITION = /^(08|40|53|57|58)|^(25006|55006|55P03)$/;

/** What in a file itself brings a condition about that is otherwise the server's: message or code, and the file's words. */
const BY_THE_FILE: readonly [error: RegExp, file: RegExp, hint: string][] = [
  [
    /COPY from stdin failed/,
    /\bstdin\b/i,
    "The file says COPY … FROM STDIN, and no rows come with it: write them as insert into … values (…), (…).",
  ],
  [
    /statement timeout/,
    /\bstatement_timeout\b/i,
    "The file itself sets statement_timeout: give it more time, or take the setting out.",
  ],
  [
    /lock timeout/,
    /\block_timeout\W+(?:to\W+)?\d{1,3}\s*(?:ms)?\W/i,
    "The file itself sets lock_timeout to less than a second: give it more time.",
  ],
  [
    /^55P03 .*could not obtain lock/,
    /\bnowait\b/i,
    "The file says NOWAIT: take it out, and it waits.",
  ],
  [
    /^25006 /,
    /\bread\s+only\b|\w_read_only\b/i,
    "The file itself makes its transaction read only: take that out.",
  ],
  [
    /^57P01 |user request/,
    /\bpg_(?:terminate|cancel)_backend\b/i,
    "The file itself ends sessions, its own among them: take that out.",
  ],
  [
    /^(58|08|53)/,
    /\b(?:copy|load|extension|dblink|temp_file_limit|work_mem)\w*\b/i,
    "The file may be to blame: look at the files, servers and limits that it names.",
  ],
];

/**
 * The hint for a failed file of SQL: to mend the file, unless the server's state is at fault.
 *
 * @param text the file's; without comments it tells whether the file itself brought that state about
 */
export function remedyFor(error: unknown, text: string): string {
  const { code, message } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  if (!SERVER_CONDITION.test(String(code))) return "Mend the file and run the command again.";
  const said = text.replaceAll(/--[^\n]*/g, "");
  const own = BY_THE_FILE.find(
    ([fault, file]) => fault.test(`${String(code)} ${String(message)}`) && file.test(said),
  );
  return own
    ? `${own[2]} Then run the command again.`
    : "The file is not to blame, the server's state is. When that is mended, run the command again.";
}
