import { paint } from "#lib/terminal";

/** A column of a result. */
export interface Column {
  readonly name: string;
  /** Numbers stand at the right. */
  readonly isNumber: boolean;
}

/** PostgreSQL's own text of a value; null is SQL's NULL. */
export type Cell = string | null;

export interface Grid {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Rows under their columns' names, a line each; a value of several lines takes as many, marked with `+` as psql does. */
export function tableText({ columns, rows }: Grid): string {
  const cells = rows.map((row) => row.map(linesOf));
  const widths = columns.map(({ name }, index) => {
    let width = displayWidth(name);
    for (const row of cells) {
      for (const line of row[index]!.lines) width = Math.max(width, displayWidth(line));
    }
    return width;
  });
  const heads = columns.map(({ name }, index) =>
    paint.bold(centred(visible(name), widths[index]!)),
  );
  const text = [
    ` ${heads.join(" | ")}`.trimEnd(),
    widths.map((width) => "-".repeat(width + 2)).join("+"),
  ];
  for (const row of cells) {
    const height = Math.max(1, ...row.map(({ lines }) => lines.length));
    for (let line = 0; line < height; line += 1) {
      const parts = row.map((cell, index) => {
        const part = cell.lines[line] ?? "";
        const room = " ".repeat(widths[index]! - displayWidth(part));
        const shown = cell.isNull ? paint.dim(part) : part;
        const mark = line < cell.lines.length - 1 ? "+" : " ";
        return columns[index]!.isNumber && !cell.isNull
          ? ` ${room}${shown}${mark}`
          : ` ${shown}${room}${mark}`;
      });
      text.push(parts.join("|").trimEnd());
    }
  }
  return text.join("\n");
}

/** Each row as a block with a line for each column: for rows that are wider than the screen. */
export function expandedText({ columns, rows }: Grid): string {
  const width = Math.max(0, ...columns.map(({ name }) => displayWidth(name)));
  return rows
    .map((row, index) => {
      const lines = row.flatMap((cell, column) => {
        const { lines, isNull } = linesOf(cell);
        const name = visible(columns[column]!.name);
        return lines.map((line, at) => {
          const lead = at === 0 ? name + " ".repeat(width - displayWidth(name)) : " ".repeat(width);
          return `${paint.bold(lead)} | ${isNull ? paint.dim(line) : line}`.trimEnd();
        });
      });
      return [paint.dim(`-[ row ${index + 1} ]-`), ...lines].join("\n");
    })
    .join("\n");
}

/** How wide `tableText` is at least, without making it; it stops counting at `limit`. */
export function tableWidth({ columns, rows }: Grid, limit: number): number {
  const widths = columns.map(({ name }) => displayWidth(name));
  for (const row of rows) {
    row.forEach((cell, index) => {
      for (const line of linesOf(cell).lines) {
        widths[index] = Math.max(widths[index]!, displayWidth(line));
      }
    });
    if (sum(widths) > limit) break;
  }
  return sum(widths);
}

const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width + 3, 0);

interface CellLines {
  readonly lines: readonly string[];
  readonly isNull: boolean;
}

function linesOf(cell: Cell): CellLines {
  if (cell === null) return { lines: ["NULL"], isNull: true };
  if (PLAIN.test(cell)) return { lines: [cell], isNull: false };
  return { lines: cell.split(/\r\n|\n/).map(visible), isNull: false };
}

function centred(text: string, width: number): string {
  const room = width - displayWidth(text);
  const left = room >> 1;
  return " ".repeat(left) + text + " ".repeat(room - left);
}

const PLAIN = /^[ -~]*$/;

/** Control characters written out: what somebody has stored must not steer the terminal. */
export function visible(text: string): string {
  return text
    .replaceAll("\t", "    ")
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
      const code = character.codePointAt(0)!;
      return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
    });
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** East Asian wide and full-width characters (Unicode's EastAsianWidth), and what is drawn as a picture. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (/^[\p{Mn}\p{Cf}]+$/u.test(segment)) continue;
    width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}
