import { UserError } from "#lib/errors";
import { lastStatement, splitSql } from "#lib/sql/split";
import { execute, problemText, type Source } from "./execute.ts";
import type { ShellState } from "./meta-commands.ts";
import type { TextResult } from "./result.ts";

/**
 * Runs the statements of a text one after the other, and stops at the first that fails, as psql does with ON_ERROR_STOP.
 * Each is a transaction of its own unless the text says `begin`.
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
  const results: TextResult[] = [];
  for (const statement of last ? [...split.statements, last] : split.statements) {
    check();
    try {
      const result = await execute(statement, state);
      if (result) results.push(result);
    } catch (error) {
      check(); // a statement that was cancelled by Ctrl-C is no failure
      throw new UserError(problemText(error, statement, source), "", { cause: error });
    }
    if (state.isDone) break;
  }
  return results;
}
