/** One or two capitals for a person: of the first and last word of the name, else of the handle. */
export function initialsFor(name: string, handle: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return firstLetter(handle);
  const first = firstLetter(words[0] ?? "");
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? "") : "";
  return first + last;
}

function firstLetter(word: string): string {
  return (/[\p{L}\p{N}]/u.exec(word)?.[0] ?? "?").toUpperCase();
}

/** A hue in degrees, 0 to 359, that is always the same for a handle (FNV-1a, spread by the golden angle). */
export function hueFor(handle: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < handle.length; i++) {
    hash = Math.imul(hash ^ handle.charCodeAt(i), 0x01000193) >>> 0;
  }
  return Math.floor((hash * 137.508) % 360);
}
