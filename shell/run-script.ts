import { UserError } from "#lib/errors";
import { notOneTransaction } from "#lib/sql/one-transaction";
import { lastStatement, splitSql } from "#lib/sql/split";
import { execute, problemText, type Source } from "./execute.ts";
import type { ShellState } from "./meta-commands.ts";
import type { TextResult } from "./result.ts";

/** What is left of a text that has failed, by what `notOneTransaction` says of it. */
export const afterFailure = (why: string | undefined): string =>
  why === undefined
    ? "Nothing of it was kept: it was one transaction."
    : `What was committed before it stays: with ${why} in it the text is not one transaction.`;

/**
 * Runs the statements of a text one after the other, and stops at the first that fails, as psql does with ON_ERROR_STOP.
 * All are one transaction, unless one of them forbids it (`notOneTransaction`): then each is its own.
 *
 * @param check called between statements; it may throw to end the work
 * @returns the results that have rows or a command tag, in order
 * @throws UserError with file, line and caret of the statement that failed
 */
export async function runScript(
  source: Source,
  state: ShellState,
  check: () => void = () => {},
): Promise<TextResult[]> {
  const split = splitSql(source.text);
  const last = lastStatement(source.text, split);
  const statements = last ? [...split.statements, last] : split.statements;
  const why = notOneTransaction(source.text);
  const isOne = statements.length > 1 && why === undefined;
  const results: TextResult[] = [];
  if (isOne) await state.session.run("begin");
  for (const statement of statements) {
    check();
    try {
      const result = await execute(statement, state);
      if (result) results.push(result);
    } catch (error) {
      check(); // a statement that was cancelled by Ctrl-C is no failure
      const hint = statements.length > 1 ? afterFailure(why) : "";
      if (isOne && state.session.isOpen) await state.session.run("rollback");
      throw new UserError(problemText(error, statement, source), hint, { cause: error });
    }
    if (state.isDone) break;
  }
  if (isOne) await state.session.run("commit");
  return results;
}
