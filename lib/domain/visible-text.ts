/**
 * Spaces, controls, format characters and the blank letters of some scripts: what leaves a screen empty. NUL and halves
 * of surrogate pairs are not among them: they are faults of their own.
 */
const INVISIBLE =
  /^[\s\u0001-\u001f\u007f-\u009f\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f]*$/u;

/** Whether a person can see anything of a text. */
export function isVisible(text: string): boolean {
  return !INVISIBLE.test(text);
}

/** Marks that turn the direction of what stands around them; in a name they can make it read as another's (Unicode TR36). */
const TURNS_DIRECTION = /[\u202a-\u202e\u2066-\u2069]/u;

export function turnsDirection(text: string): boolean {
  return TURNS_DIRECTION.test(text);
}

/**
 * What steers a terminal, or makes text read as another: control characters (C0, DEL, and C1, which terminals take for
 * ESC sequences too), Unicode's own line breaks, and what turns the direction.
 */
const STEERS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const writtenOut = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A name or a value on one line: what steers a terminal is written out as JSON writes it, `\u001b`. */
export function visibleText(text: string): string {
  return text.replace(STEERS, writtenOut);
}

/** As `visibleText`, for a text of several lines: line feeds and tabs stay. JSON stays the same JSON. */
export function visibleLines(text: string): string {
  return text.replace(STEERS, (character) =>
    character === "\n" || character === "\t" ? character : writtenOut(character),
  );
}

/** The length as people and PostgreSQL count it, in code points: an emoji outside the basic plane is 1, where `.length` says 2. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
