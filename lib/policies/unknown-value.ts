/**
 * Texts that stand for a value which a preview cannot know. Pulumi's engine has one per kind of value; it prints
 * `[secret]` for a value that it will not show.
 */
const SENTINELS: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "[secret]",
]);

/** The key under which Pulumi marks a secret, an asset or an archive; the value beside it is not ours to read. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** For readers that learn of an unknown value otherwise than by a sentinel. */
export const CANNOT_TELL = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is there but cannot be known. A key that is missing is known: it is not set. */
export function isUnknown(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === "string") return hasSentinel(value);
  return value !== null && typeof value === "object" && (SIGNATURE in value || isOutput(value));
}

/** A text that was put together from an unknown one may hold the sentinel anywhere. */
function hasSentinel(text: string): boolean {
  if (SENTINELS.has(text)) return true;
  return text.length > CANNOT_TELL.length && text.includes(CANNOT_TELL);
}

/** `@pulumi/pulumi` marks outputs and its own unknowns so; none of them is a plain value. */
const isOutput = (value: object): boolean =>
  "__pulumiOutput" in value || "__pulumiUnknown" in value;
