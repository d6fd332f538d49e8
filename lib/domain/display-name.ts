import { characterCount, isVisible, turnsDirection } from "./visible-text.ts";

/** Most characters of a display name. */
export const DISPLAY_NAME_MAX = 100;

/** The rule of `displayNameFrom`, in words. */
export const DISPLAY_NAME_RULE = `a name of 1 to ${DISPLAY_NAME_MAX} characters`;

/**
 * A name fit to show: NFC, white space joined, 1 to 100 characters, something of it visible, without control characters,
 * marks that turn the direction of the text, or halves of surrogate pairs; otherwise undefined.
 */
export function displayNameFrom(name: string): string | undefined {
  const text = name.normalize("NFC").replace(/\s+/g, " ").trim();
  const isFit =
    isVisible(text) &&
    characterCount(text) <= DISPLAY_NAME_MAX &&
    !/\p{Cc}/u.test(text) &&
    !turnsDirection(text) &&
    text.isWellFormed();
  return isFit ? text : undefined;
}
