import { createInterface } from "node:readline/promises";
import { InterruptedError } from "../errors.ts";
import { printable } from "../terminal.ts";

/** Asks on the terminal and returns what was typed, trimmed. Throws an InterruptedError for Ctrl-C and Ctrl-D. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new Promise<never>((_, reject) => {
    terminal.once("SIGINT", () => reject(new InterruptedError("interrupted")));
    terminal.once("close", () => reject(new InterruptedError("interrupted")));
  });
  left.catch(() => {}); // closing after an answer rejects it too
  try {
    return (await Promise.race([terminal.question(printable(question)), left])).trim();
  } finally {
    terminal.close();
  }
}
