import { InterruptedError, RefusedError } from "../errors.ts";
import { ask } from "./ask.ts";

/**
 * Asks for a word before something is changed. Throws a RefusedError where another one is typed, or there is nobody to ask,
 * and an InterruptedError that says so for Ctrl-C and Ctrl-D.
 *
 * @param question up to its colon: "Type yes to apply it: "
 * @param again what to type in place of an answer, with why: "To apply it: npm run …"
 */
export async function askFor(
  wanted: string,
  { interactive, question, again }: { interactive: boolean; question: string; again: string },
): Promise<void> {
  if (!interactive) throw new RefusedError("There is nobody to ask. Nothing was done.", again);
  const answer = await ask(question).catch((error: unknown) => {
    // The terminal is still in the question's line.
    if (error instanceof InterruptedError)
      throw new InterruptedError(error.message, "\nNothing was done.");
    throw error;
  });
  if (answer !== wanted) throw new RefusedError("That was not it. Nothing was done.", again);
}

/**
 * Consent to what cannot be undone: a name, by `--confirm` or typed. Throws a RefusedError where `--confirm` is another one,
 * and what `askFor` throws.
 *
 * @param confirm the value of `--confirm`; undefined asks
 * @param wrong a sentence on one that is not the name
 */
export async function confirmName(
  wanted: string,
  {
    confirm,
    wrong,
    ...asked
  }: Parameters<typeof askFor>[1] & {
    confirm: string | undefined;
    wrong: (confirm: string) => string;
  },
): Promise<void> {
  if (confirm === wanted) return;
  if (confirm !== undefined) {
    throw new RefusedError(`${wrong(confirm)} Nothing was done.`, asked.again);
  }
  await askFor(wanted, asked);
}
