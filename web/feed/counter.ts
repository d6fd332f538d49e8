import { MESSAGE_MAX } from "#lib/domain/message";
import { characterCount } from "#lib/domain/visible-text";

/** From this many characters left, the writer is warned. */
const WARN_AT = 20;

export type CounterLevel = "calm" | "warn" | "over";

export interface Counter {
  /** Characters left; negative when there are too many. */
  left: number;
  level: CounterLevel;
  /** The sentence for a screen reader. */
  sentence: string;
}

/** The counter that the composer shows for a text. */
export function counterFor(text: string): Counter {
  const left = MESSAGE_MAX - characterCount(text);
  const level = left < 0 ? "over" : left <= WARN_AT ? "warn" : "calm";
  const characters = Math.abs(left) === 1 ? "character" : "characters";
  const sentence = left < 0 ? `${-left} ${characters} too many` : `${left} ${characters} left`;
  return { left, level, sentence };
}
