import { readFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "#lib/errors";
import { ROOT } from "#lib/root";

/**
 * The text of a file of SQL, without what editors of Windows make of it: a byte order mark before it, and line ends of
 * two characters, which would stay in a function's source. Throws a UserError for what is not UTF-8: the `>` of older
 * PowerShells writes UTF-16.
 */
export async function readSqlFile(file: string): Promise<string> {
  const text = decoded(await readFile(file));
  // UTF-16 without its mark is UTF-8 with a null between any two letters.
  if (text !== undefined && !text.includes("\0")) return text.replaceAll("\r\n", "\n");
  throw new UserError(
    `${path.relative(ROOT, file)} is not UTF-8 text.`,
    "Save it as UTF-8: in your editor, or by PowerShell's Set-Content -Encoding utf8.",
  );
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
