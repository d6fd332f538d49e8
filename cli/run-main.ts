import { inspect } from "node:util";
import { codeOf, EXIT, InterruptedError, messageOf, UserError } from "#lib/errors";
import { fileFault } from "./file-fault.ts";
import { paint, printable } from "#lib/terminal";

/**
 * Runs a command and sets the exit code. A UserError is shown as problem and hint; everything else is our bug and keeps
 * its stack.
 */
export async function runMain(main: () => Promise<number>): Promise<void> {
  // A reader that leaves early (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (codeOf(error) === "EPIPE") process.exit(process.exitCode ?? EXIT.done);
      const fault = fileFault(error);
      if (!fault) throw error;
      write(`✗ The output cannot be written: ${messageOf(error)}`);
      process.exit(EXIT.failed);
    });
  }
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(thrown: unknown): number {
  const error = fileFault(thrown) ?? thrown;
  if (error instanceof InterruptedError) {
    if (error.hint) write(error.hint);
    return EXIT.interrupted;
  }
  if (error instanceof UserError) {
    write(`${paint.red("✗")} ${messageOf(error)}`);
    if (error.hint) write(indent(error.hint));
    return error.exitCode;
  }
  write(error instanceof Error ? (error.stack ?? error.message) : inspect(error));
  write("\nThis is a bug in Cruddur Stack, not in what you typed.");
  return EXIT.failed;
}

const write = (text: string) => void process.stderr.write(printable(`${text}\n`));

const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
