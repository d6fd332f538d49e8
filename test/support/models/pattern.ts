/** Escapes of letters that mean the same in JavaScript; `\A`, `\Q` and `\h` for example do not. */
const KNOWN_LETTERS = "dDwWsSbBnrtfv0xu";

/**
 * A pattern of AWS's models as JavaScript's: theirs are Java's, Perl's or Python's. One without an anchor is of the
 * whole value, as the services themselves take it: `[\w+=,.@-]+` of IAM allows no blank. Throws an Error that names
 * what cannot be said in JavaScript, since a rule that is left out unseen would look like one that is kept.
 */
export function patternFrom(text: string): RegExp {
  let flags = "";
  let source = text.replace(/^\(\?([is]+)\)/, (_all, letters: string) => {
    flags = letters;
    return "";
  });
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
  if (!/^\^|\$$/.test(source)) source = `^(?:${source})$`;
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
