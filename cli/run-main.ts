import path from "node:path";
import { CommanderError } from "commander";
import { codeOf, EXIT, InterruptedError, messageOf, UserError } from "#lib/errors";
import { fileFault } from "./file-fault.ts";
import { paint } from "#lib/terminal";

/**
 * Runs a command and sets the exit code. A UserError is shown as problem and hint; an option that does not exist
 * as a refusal; everything else is our bug and keeps its stack.
 *
 * @param file of the command (`import.meta.filename`): nothing is run when another file imports it, for docs or completion
 */
export async function runMain(main: () => Promise<number | void>, file?: string): Promise<void> {
  if (file !== undefined && path.resolve(process.argv[1] ?? "") !== file) return;
  // A reader that leaves early (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (codeOf(error) === "EPIPE") process.exit(process.exitCode ?? EXIT.done);
      const fault = fileFault(error);
      if (!fault) throw error;
      process.stderr.write(`✗ The output cannot be written: ${messageOf(error)}\n`);
      process.exit(EXIT.failed);
    });
  }
  try {
    process.exitCode = (await main()) ?? EXIT.done;
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(thrown: unknown): number {
  const error = fileFault(thrown) ?? thrown;
  if (error instanceof InterruptedError) return EXIT.interrupted;
  if (error instanceof CommanderError) {
    // Help and version are no errors; commander has printed what there is to say.
    return error.exitCode === 0 ? EXIT.done : EXIT.refused;
  }
  if (error instanceof UserError) {
    console.error(`${paint.red("✗")} ${messageOf(error)}`);
    if (error.hint) console.error(indent(error.hint));
    return error.exitCode;
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  console.error("\nThis is a bug in Cruddur Stack, not in what you typed.");
  return EXIT.failed;
}

const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
