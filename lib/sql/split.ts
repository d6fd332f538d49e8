/** A statement cut out of a longer text. */
export interface Statement {
  /** Without the semicolon and without the blanks around it; comments within are kept. */
  readonly text: string;
  /** Where `text` begins in the whole. */
  readonly start: number;
}

/** The thing that a text ends in the middle of, by the sign that psql's prompt shows for it; "" between statements. */
export type Unfinished = "" | "-" | "'" | '"' | "$" | "*" | "(";

export interface Split {
  readonly statements: readonly Statement[];
  /** The text after the last semicolon; blank when none is left. */
  readonly rest: string;
  readonly unfinished: Unfinished;
  /** Where each comment of `--` begins. */
  readonly comments: readonly number[];
}

/** After BEGIN ATOMIC a semicolon ends a statement of the function's body only. */
const ROUTINE = /^create\s+(or\s+replace\s+)?(function|procedure)\b/i;
const WORD_START = /[\p{L}_\u0080-\uffff]/u;
const WORD = /[\p{L}\p{N}_$\u0080-\uffff]*/uy;
/** Blanks, and comments up to their line's end. */
const BLANKS = /(?:\s|--[^\n]*)*/y;
const DOLLAR_TAG = /\$(?:[\p{L}_\u0080-\uffff][\p{L}\p{N}_\u0080-\uffff]*)?\$/uy;

/**
 * Cuts SQL at the semicolons that end statements, by the lexical rules of PostgreSQL's manual (4.1) and psql: not in
 * strings (plain, with `E` escapes, dollar-quoted), quoted names, comments (which nest), parentheses, and bodies of
 * routines (`begin atomic … end`). A statement of nothing but comments is none. A backslash where a statement could
 * begin makes a command to the shell, which ends with its line.
 */
export function splitSql(text: string): Split {
  const statements: Statement[] = [];
  const comments: number[] = [];
  let start = 0;
  let at = 0;
  let hasContent = false;
  /** Where the statement's content begins, behind its comments. */
  let first = 0;
  let parentheses = 0;
  let blocks = 0;
  let open: Unfinished = "";

  const finish = (end: number) => {
    if (hasContent) statements.push(trimmed(text, start, end));
    start = end + 1;
    hasContent = false;
    parentheses = 0;
    blocks = 0;
  };
  /** Goes on behind `end`, or to the end of the text when there is none. */
  const jump = (end: number, sign: Unfinished) => {
    if (end === -1) open = sign;
    at = end === -1 ? text.length : end;
  };

  while (at < text.length) {
    const character = text[at]!;
    const next = text[at + 1];
    if (character === "-" && next === "-") {
      comments.push(at);
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
      continue;
    }
    if (character === "/" && next === "*") {
      jump(commentEnd(text, at), "*");
      continue;
    }
    if (character === ";") {
      if (parentheses > 0 || blocks > 0) at += 1;
      else finish(at++);
      continue;
    }
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    if (!hasContent && character === "\\") {
      const end = text.indexOf("\n", at);
      statements.push(trimmed(text, at, end === -1 ? text.length : end));
      start = end === -1 ? text.length : end + 1;
      at = start;
      continue;
    }
    if (!hasContent) first = at;
    hasContent = true;
    if (character === "'") {
      jump(stringEnd(text, at, false), "'");
    } else if (character === '"') {
      jump(quotedEnd(text, at, '"'), '"');
    } else if (character === "$") {
      const tag = matchAt(DOLLAR_TAG, text, at);
      if (tag === "") at += 1;
      else jump(dollarEnd(text, at, tag), "$");
    } else if (WORD_START.test(character)) {
      const word = matchAt(WORD, text, at);
      const isEscapeString = /^e$/i.test(word) && text[at + 1] === "'";
      if (isEscapeString) {
        jump(stringEnd(text, at + 1, true), "'");
        continue;
      }
      at += Math.max(word.length, 1);
      if (ROUTINE.test(text.slice(first, first + 200))) {
        if (/^atomic$/i.test(word)) blocks += 1;
        else if (blocks > 0 && /^case$/i.test(word)) blocks += 1;
        else if (blocks > 0 && /^end$/i.test(word)) blocks -= 1;
      }
    } else {
      if (character === "(") parentheses += 1;
      if (character === ")" && parentheses > 0) parentheses -= 1;
      at += 1;
    }
  }
  if (open === "" && parentheses > 0) open = "(";
  if (open === "" && hasContent) open = "-";
  return { statements, rest: text.slice(start), unfinished: open, comments };
}

/** Every statement of a text, the last one with or without its semicolon. */
export function statementsOf(text: string): Statement[] {
  const split = splitSql(text);
  const last = lastStatement(text, split);
  return last ? [...split.statements, last] : [...split.statements];
}

/** The rest of a text that ends without a semicolon, as a statement; undefined when it is blank or comments. */
export function lastStatement(
  text: string,
  { rest, unfinished }: Pick<Split, "rest" | "unfinished">,
): Statement | undefined {
  if (unfinished === "" || unfinished === "*") return undefined;
  return trimmed(text, text.length - rest.length, text.length);
}

/** Where a statement's first word begins, behind the comments in front of it. */
export function firstWord(text: string, { start }: Statement): number {
  let at = start;
  for (;;) {
    const next = text.startsWith("/*", at)
      ? commentEnd(text, at)
      : at + matchAt(BLANKS, text, at).length;
    if (next === at || next === -1) return at;
    at = next;
  }
}

/** A statement's text from its first word on, without the comments in front of it. */
export const wordsOf = (text: string, statement: Statement): string =>
  text.slice(firstWord(text, statement), statement.start + statement.text.length);

function trimmed(text: string, start: number, end: number): Statement {
  const part = text.slice(start, end);
  const body = part.trimStart();
  return { text: body.trimEnd(), start: start + part.length - body.length };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** Behind the quote that closes; -1 when there is none. A doubled quote is a quote in the text. */
function quotedEnd(text: string, at: number, quote: string): number {
  for (let index = at + 1; ; index += 2) {
    index = text.indexOf(quote, index);
    if (index === -1) return -1;
    if (text[index + 1] !== quote) return index + 1;
  }
}

function stringEnd(text: string, at: number, hasEscapes: boolean): number {
  if (!hasEscapes) return quotedEnd(text, at, "'");
  for (let index = at + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === "'") {
      if (text[index + 1] !== "'") return index + 1;
      index += 1;
    }
  }
  return -1;
}

function dollarEnd(text: string, at: number, tag: string): number {
  const end = text.indexOf(tag, at + tag.length);
  return end === -1 ? -1 : end + tag.length;
}

function commentEnd(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length - 1; index += 1) {
    const pair = text.slice(index, index + 2);
    if (pair === "/*") depth += 1;
    else if (pair === "*/") depth -= 1;
    else continue;
    index += 1;
    if (depth === 0) return index + 1;
  }
  return -1;
}
