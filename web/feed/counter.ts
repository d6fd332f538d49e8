/** The longest crud, in Unicode code points; the database counts the same way. */
export const MAX_MESSAGE = 280;

/** From this many code points left, the writer is warned. */
const WARN_AT = 20;

export type CounterLevel = "calm" | "warn" | "over";

export interface Counter {
  /** Code points left; negative when there are too many. */
  left: number;
  level: CounterLevel;
  /** The sentence for a screen reader. */
  sentence: string;
}

/** The length in Unicode code points: an emoji outside the basic plane is 1, where `.length` says 2. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** What the composer shows for a text. */
export function counterFor(text: string): Counter {
  const left = MAX_MESSAGE - codePoints(text);
  const level = left < 0 ? "over" : left <= WARN_AT ? "warn" : "calm";
  const characters = Math.abs(left) === 1 ? "character" : "characters";
  const sentence = left < 0 ? `${-left} ${characters} too many` : `${left} ${characters} left`;
  return { left, level, sentence };
}
