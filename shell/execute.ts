import { messageOf, UserError } from "#lib/errors";
import type { Statement } from "#lib/sql/split";
import { explainSqlError } from "#lib/sql/error";
import { duration } from "#lib/terminal";
import { runMetaCommand, type ShellState } from "./meta-commands.ts";
import { resultText, type TextResult } from "./result.ts";

/** Where a statement stands, for the line and the caret of an error. */
export interface Source {
  /** `stdin`, `--command`, or what stands for typed text. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs a statement or a backslash command and prints what it gives.
 *
 * @returns the statement's result
 * @throws what the server or the command throws; `problemText` puts it into words
 */
export async function execute(
  { text }: Statement,
  state: ShellState,
): Promise<TextResult | undefined> {
  if (text.startsWith("\\")) {
    await runMetaCommand(text, state);
    return undefined;
  }
  const started = performance.now();
  try {
    const result = await state.session.run(text);
    state.print(resultText(result, state));
    return result;
  } finally {
    if (state.timing) state.print(`Time: ${duration(performance.now() - started)}`);
  }
}

/** An error in words: PostgreSQL's with line, caret and hint; ours with what to type. */
export function problemText(error: unknown, statement: Statement, source: Source): string {
  if (error instanceof UserError) {
    return error.hint ? `${error.message}\n  ${error.hint}` : error.message;
  }
  // The place would be one in a query of the shell's own.
  if (statement.text.startsWith("\\")) return messageOf(error);
  const explained = explainSqlError(source.name, source.text, error, statement.start);
  return explained ?? messageOf(error);
}
