import { readFileSync } from "node:fs";
import type { Inputs } from "@pulumi/pulumi";

/** How the engine marks what is no plain value (pulumi/pulumi, sdk/go/common/resource/sig). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

type Marked = Readonly<Record<string, unknown>>;

const markOf = (value: unknown): unknown => (value as Marked | null | undefined)?.[SIGNATURE];

/** A value without the wrapping of secrets: what AWS is sent. */
function sentValue(value: unknown): unknown {
  if (markOf(value) === SECRET) return sentValue((value as Marked)["value"]);
  if (Array.isArray(value)) return value.map(sentValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sentValue(inner)]));
}

export const sentInputs = (inputs: Inputs): Inputs => sentValue(inputs) as Inputs;

/** The same text for the same value: keys in order, assets by their hash, since the engine drops their content. */
export function comparable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    const mark = markOf(inner);
    if (mark === SECRET) return (inner as Marked)["value"];
    if (mark === ASSET || mark === ARCHIVE) return { hash: (inner as Marked)["hash"] };
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}

/** Inputs with the contents of their files, which may be gone when the account is asked for them. */
export function withContents(inputs: Inputs): Inputs {
  const read = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(read);
    if (value === null || typeof value !== "object") return value;
    const { path, ...asset } = value as Marked;
    if (markOf(value) === ASSET && typeof path === "string") {
      return { ...asset, text: readFileSync(path, "utf8") };
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, read(inner)]));
  };
  return read(inputs) as Inputs;
}

/** The files of an archive of texts, by path. Throws for content of another kind. */
export function archivedFiles(archive: unknown): Record<string, string> {
  const { assets } = archive as { readonly assets?: Readonly<Record<string, Marked>> };
  if (markOf(archive) !== ARCHIVE || !assets) throw new Error("The code is no archive of assets.");
  return Object.fromEntries(
    Object.entries(assets).map(([file, { text }]) => {
      if (typeof text !== "string") throw new Error(`${file} is no text.`);
      return [file, text];
    }),
  );
}
