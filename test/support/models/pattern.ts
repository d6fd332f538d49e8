/** Escapes of letters that mean the same in JavaScript; `\A`, `\Q` and `\h` for example do not. */
const LETTERS = "dDwWsSbBnrtfv0xu";

/**
 * A pattern of botocore's models, of the whole value where it has no anchor, as the services themselves take it: IAM's
 * `[\w+=,.@-]+` allows no blank. Throws as `patternFrom` does.
 */
export const wholePatternFrom = (text: string): RegExp =>
  patternFrom(/^\^|\$$/.test(text) ? text : `^(?:${text})$`);

/**
 * A pattern of Java's, Perl's or Python's as JavaScript's. Throws an Error that names what cannot be said there, since
 * a rule that is left out unseen would look like one that is kept.
 */
export function patternFrom(text: string): RegExp {
  let flags = "";
  let source = text.replace(
    /^(\^?(?:\(\?:)?)\(\?([is]+)\)/,
    (_all, start: string, letters: string) => {
      flags = letters;
      return start;
    },
  );
  source = eitherCase(source)
    .replaceAll(String.raw`\A`, "^")
    .replace(/\\[zZ]/g, "$$");
  const isUnicode = /\\p\{|\\x\{|\\u\{/i.test(source);
  const foreign = foreignIn(source, isUnicode ? `${LETTERS}pP` : LETTERS);
  if (foreign)
    throw new Error(`the pattern ${text} has ${foreign}, which JavaScript does not know`);
  if (isUnicode) {
    flags += "u";
    source = strict(source.replaceAll(String.raw`\x{`, String.raw`\u{`));
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new Error(`the pattern ${text} is none in JavaScript: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The first part that means another thing in JavaScript, or none. */
function foreignIn(source: string, letters: string): string | undefined {
  const outside = source.replace(CLASS, "[]").replace(/\\[pP]\{\w+\}/g, "[]");
  const [group] = /\(\?(?![:=!]|<[=!])[^)]{0,3}|(?<!\\)[*+?}]\+/.exec(outside) ?? [];
  const [within] = /\[\[:\w+:|&&\[/.exec(source) ?? [];
  const escapes = source.match(/\\[A-Za-z]/g) ?? [];
  return group ?? within ?? escapes.find((escape) => !letters.includes(escape[1]!));
}

const CLASS = /\[(?:\\.|[^\]])*\]/g;

/** Without the escapes that `u` forbids, `\_` and `\@`, and with those that it wants: of a hyphen beside a class. */
function strict(source: string): string {
  return source
    .replace(/\\([^\w\s^$\\.*+?()[\]{}|/-]|_)/g, "$1")
    .replace(/(\\[dDwWsS]|\\[pP]\{\w+\})-(?!\])/g, String.raw`$1\-`)
    .replace(/(?<=\[[^\]]*)-(?=\\[dDwWsSpP])/g, String.raw`\-`);
}

/** Without `(?i)` in the middle: the letters from there to the end of its group stand in both cases, `[sS]`. */
function eitherCase(source: string): string {
  const start = source.indexOf("(?i)");
  if (start < 0) return source;
  let depth = 0;
  const rest = source.slice(start + 4).replace(/\\.|\[(?:\\.|[^\]])*\]|[()]|[A-Za-z]/g, (part) => {
    if (part === "(") depth += 1;
    if (part === ")") depth -= 1;
    return depth >= 0 && /^[A-Za-z]$/.test(part)
      ? `[${part.toLowerCase()}${part.toUpperCase()}]`
      : part;
  });
  return eitherCase(source.slice(0, start) + rest);
}
