import { createInterface, type Interface } from "node:readline";
import { messageOf } from "#lib/errors";
import { splitSql, type Statement } from "#lib/sql/split";
import { hasColour, paint, printable } from "#lib/terminal";
import type { Target } from "#lib/domain/target";
import { execute, problemText } from "./execute.ts";
import type { ShellHistory } from "./history.ts";
import type { Expanded } from "./result.ts";
import type { ShellState } from "./meta-commands.ts";
import { promptFor } from "./prompt.ts";
import type { ShellSession } from "./session.ts";

export interface InteractiveOptions {
  readonly target: Target;
  readonly session: ShellSession;
  readonly history: ShellHistory;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WriteStream;
}

/** The shell for people: reads statements until `\q` or Ctrl-D. It survives a lost connection and every error. */
export async function runInteractive(options: InteractiveOptions): Promise<void> {
  const shell = new InteractiveShell(options, await options.history.load());
  await shell.run();
  await options.history.flushed();
}

class InteractiveShell implements ShellState {
  readonly session: ShellSession;
  expanded: Expanded = "auto";
  timing = false;
  isDone = false;
  readonly #options: InteractiveOptions;
  readonly #readline: Interface;
  /** Lines that were typed and are not run yet: the beginning of a statement. */
  #typed = "";
  readonly #waiting: string[] = [];
  #isRunning = false;
  #leave: () => void = () => {};

  constructor(options: InteractiveOptions, history: string[]) {
    this.#options = options;
    this.session = options.session;
    this.session.onNotice = (text) => this.print(paint.yellow(text));
    this.#readline = createInterface({
      input: options.input,
      output: options.output,
      terminal: true,
      history,
      historySize: 1_000,
      removeHistoryDuplicates: true,
    });
  }

  get width(): number {
    return this.#options.output.columns || 80; // 0 where the terminal does not say
  }

  print(text: string): void {
    this.#options.output.write(printable(`${text}\n`));
  }

  async run(): Promise<void> {
    const left = new Promise<void>((resolve) => (this.#leave = resolve));
    this.#readline.on("line", (line) => void this.#take(line));
    this.#readline.on("SIGINT", () => void this.#interrupt());
    this.#readline.on("close", () => {
      if (!this.isDone) this.print("");
      this.#leave();
    });
    this.print("Type \\? for the shell's commands, \\q to leave.");
    this.#ask();
    await left;
    this.isDone = true;
    if (this.#isRunning) await this.session.cancel().catch(() => {});
  }

  /** Lines that are pasted come all at once, and each waits until those before it are done. */
  async #take(line: string): Promise<void> {
    this.#waiting.push(line);
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next !== undefined && !this.isDone;) {
      await this.#runLine(next);
      next = this.#waiting.shift();
    }
    this.#isRunning = false;
    if (this.isDone) this.#readline.close();
    else this.#ask();
  }

  async #runLine(line: string): Promise<void> {
    const text = `${this.#typed}${line}\n`;
    const { statements, rest, unfinished } = splitSql(text);
    this.#typed = unfinished === "" ? "" : rest;
    if (statements.length > 0) this.#options.history.add(text.slice(0, text.length - rest.length));
    for (const statement of statements) {
      if (this.isDone || !(await this.#runStatement(statement))) return;
    }
  }

  /** @returns whether it went well; when not, the rest of its line is not run */
  async #runStatement(statement: Statement): Promise<boolean> {
    try {
      await execute(statement, this);
      return true;
    } catch (error) {
      // The caret stands under the place in the statement as it was typed.
      const source = { name: "ERROR", text: statement.text };
      this.print(paint.red(problemText(error, { ...statement, start: 0 }, source)));
      if (!this.session.isOpen) {
        this.print(paint.red("The connection is lost; the next statement opens another."));
      }
      return false;
    }
  }

  /** Ctrl-C: cancels what runs; otherwise forgets what was typed. */
  async #interrupt(): Promise<void> {
    if (this.#isRunning) {
      this.#waiting.length = 0;
      this.print("Cancelling …");
      await this.session.cancel().catch((error) => this.print(paint.red(messageOf(error))));
      return;
    }
    this.#typed = "";
    this.print("^C");
    this.#setPrompt();
    // To the line's end, and away with all before it: readline then draws the prompt.
    this.#readline.write(null, { ctrl: true, name: "e" });
    this.#readline.write(null, { ctrl: true, name: "u" });
  }

  #ask(): void {
    this.#setPrompt();
    this.#readline.prompt();
  }

  #setPrompt(): void {
    const { transaction, parameters } = this.session;
    const { unfinished } = splitSql(this.#typed);
    const colour = hasColour(this.#options.output);
    this.#readline.setPrompt(
      promptFor(this.#options.target, parameters.database, { transaction, unfinished, colour }),
    );
  }
}
