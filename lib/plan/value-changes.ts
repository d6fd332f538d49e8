import { CANNOT_TELL, isUnknown } from "../policies/unknown-value.ts";
import type { PreviewStep } from "./preview.ts";

/** An input that changes: `retentionInDays`, "14", "7". */
export interface ValueChange {
  /** With the parts of an input that differ: `tags.Name`, `subnetIds[0]`. */
  readonly input: string;
  /** As a reader sees it, short; `secret`, `none`, `known after`. */
  readonly from: string;
  readonly to: string;
}

/** What a plan changes of a resource's inputs, in their order; empty where either side is not known. */
export function valueChanges({ old, new: wanted }: PreviewStep): ValueChange[] {
  if (old === undefined || wanted === undefined) return [];
  return differences("", old.inputs, wanted.inputs).filter(({ input }) => !isInternal(input));
}

/** Providers' own notes: `__defaults`. */
const isInternal = (input: string) => /(^|\.)__/.test(input);

/** Names of what is nobody's to read, though nobody has marked it; not of where it is, nor of what rules it. */
const SECRET =
  /passw(?!ord_?(policy|validity))|secret(?!_?arn)|token(?!_?validity)|private_?key|credential/i;

/** How the engine marks what a value is: https://www.pulumi.com/docs/iac/concepts/assets-archives, pulumi's `resource/sig`. */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/** What changes to it says only that something before it changes. */
export const KNOWN_AFTER = "known after";

const LONGEST = 40;

function differences(input: string, from: unknown, to: unknown): ValueChange[] {
  const [before, after] = [parsed(from), parsed(to)];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!SECRET.test(input) && isPlain(before) && isPlain(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      isUnsaid(key, before, after)
        ? []
        : differences(input === "" ? key : `${input}.${key}`, before[key], after[key]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((it, index) => differences(`${input}[${index}]`, it, after[index]));
  }
  const [one, other] = [told(input, before), told(input, after)];
  const start = one.length > LONGEST || other.length > LONGEST ? alikeUntil(one, other) : 0;
  return [{ input, from: shortened(one, start), to: shortened(other, start) }];
}

/**
 * Whether one side lacks only what its provider would have filled in: one that is not configured yet, in a preview, fills
 * in nothing. A bridged provider notes what it has filled in as `__defaults`.
 */
function isUnsaid(
  key: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): boolean {
  const [there, other] = after[key] === undefined ? [before, after] : [after, before];
  const defaults = there["__defaults"];
  return other[key] === undefined && Array.isArray(defaults) && defaults.includes(key);
}

/** Where two long texts begin to differ, with a little of what stands before. */
function alikeUntil(one: string, other: string): number {
  let end = 0;
  while (end < one.length && one[end] === other[end]) end += 1;
  return Math.max(0, end - 8);
}

function shortened(text: string, start: number): string {
  const rest = start > 0 ? `…${text.slice(start)}` : text;
  return rest.length > LONGEST ? `${rest.slice(0, LONGEST - 1)}…` : rest;
}

/** Policies and the like are JSON in a text: of them too only the part is told that differs. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !isUnknown(value);

function told(input: string, value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "boolean") return String(value); // no secret, whatever its name
  if (typeof value === "object" && MARK in value && value[MARK] !== SECRET_MARK) {
    const { hash } = value as { readonly hash?: unknown };
    if (typeof hash === "string") return `file ${hash.slice(0, 8)}`;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // The engine prints `[secret]`, and marks in a state what is secret, or a file, by a key that no reader needs to see.
  if (SECRET.test(input) || text.includes("[secret]")) return "secret";
  if (isUnknown(value) || text.includes(CANNOT_TELL)) return KNOWN_AFTER;
  return text;
}
