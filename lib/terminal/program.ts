import { spawn } from "node:child_process";
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- the one place that knows zx
import { $ as zx } from "zx/core";

/** A word that no blank splits, whatever is in it. */
const packed = (word: string): string => JSON.stringify(word).replaceAll(" ", "\\u0020");
const unpacked = (word: string): string =>
  word.startsWith('"') ? (JSON.parse(word) as string) : word;

/**
 * zx's `$`, which starts a program with its words as they are. No shell stands between, so that a word is never quoted
 * for one, and Windows needs no bash. It prints nothing. A program that fails is a result as well, and one that could not
 * be started has a negative `exitCode`, and `cause` says why (ENOENT).
 */
export const $ = zx({
  quiet: true,
  nothrow: true,
  prefix: "",
  postfix: "",
  quote: packed,
  spawn: ((line: string, _: readonly string[], options: object) => {
    const [program = "", ...words] = line.split(" ").filter(Boolean).map(unpacked);
    const child = spawn(program, words, { ...options, shell: false });
    child.stdin?.on("error", () => {}); // it may leave before it has read all of its input
    return child;
  }) as typeof spawn,
});
