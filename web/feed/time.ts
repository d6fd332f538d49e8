import { counted } from "../plural.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago, in words: "just now", "5 min ago", "3 h ago", "2 days ago".
 * @param elapsed milliseconds since; a negative one (clocks differ a little) counts as 0
 */
export function relativeTime(elapsed: number): string {
  if (elapsed < MINUTE) return "just now";
  if (elapsed < HOUR) return `${Math.floor(elapsed / MINUTE)} min ago`;
  if (elapsed < DAY) return `${Math.floor(elapsed / HOUR)} h ago`;
  return `${counted(Math.floor(elapsed / DAY), "day", "days")} ago`;
}

/**
 * How long is left, to the nearest unit: "42 s", "3 min", "24 h", "7 days". Never grows while `left` shrinks.
 * @param left milliseconds
 * @returns null when nothing is left
 */
export function timeLeft(left: number): string | null {
  if (left <= 0) return null;
  const seconds = Math.ceil(left / SECOND);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(seconds / 3_600);
  // "36 h" says more than "2 days"; from two days on, days are enough.
  if (hours < 48) return `${hours} h`;
  return counted(Math.round(seconds / 86_400), "day", "days");
}

/** "expires in 3 h", or null when it has expired. @param left milliseconds */
export function expiresIn(left: number): string | null {
  const words = timeLeft(left);
  return words === null ? null : `expires in ${words}`;
}

/** Which part of a life is still to come, 0 to 1. All times are milliseconds since 1970. */
export function lifeLeft(life: { from: number; until: number; now: number }): number {
  const length = life.until - life.from;
  if (length <= 0) return 0;
  return Math.min(1, Math.max(0, (life.until - life.now) / length));
}
