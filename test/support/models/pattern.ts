/** Escapes of letters that mean the same in JavaScript; `\A`, `\Q` and `\h` for example do not. */
const KNOWN_LETTERS = "dDwWsSbBnrtfv0xu";

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
  source = source.replaceAll(String.raw`\A`, "^").replace(/\\[zZ]/g, "$$");
  const foreign = /\(\?(?![:=!]|<[=!])[^)]{0,3}|(?<!\\)[*+?}]\+|\[\[:\w+:|&&\[|\\[A-Za-z]/g;
  const isUnicode = /\\p\{|\\x\{|\\u\{/i.test(source);
  for (const [found] of source.matchAll(foreign)) {
    const letter = found[0] === "\\" ? found[1]! : undefined;
    if (letter && (KNOWN_LETTERS.includes(letter) || (isUnicode && /[pP]/.test(letter)))) continue;
    throw new Error(`the pattern ${text} has ${found}, which JavaScript does not know`);
  }
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

/** Without the escapes that `u` forbids, `\_` and `\@`, and with those that it wants: of a hyphen beside a class. */
function strict(source: string): string {
  return source
    .replace(/\\([^\w\s^$\\.*+?()[\]{}|/-]|_)/g, "$1")
    .replace(/(\\[dDwWsS]|\\[pP]\{\w+\})-(?!\])/g, String.raw`$1\-`)
    .replace(/(?<=\[[^\]]*)-(?=\\[dDwWsSpP])/g, String.raw`\-`);
}
