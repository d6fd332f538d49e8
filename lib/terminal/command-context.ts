import type { Target } from "../domain/target.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Steps } from "./steps.ts";

/** Everything that a command is given, beside its own options. */
export interface CommandContext {
  /** The command's name, `db:setup`: for the session's name on the server, and for messages. */
  readonly name: string;
  /** Words that were typed beside options, where it takes some. */
  readonly words: readonly string[];
  /** Standard output is for one JSON value: what `run` returns. `print` prints nothing then. */
  readonly json: boolean;
  /** Say what would be done, and change nothing. */
  readonly dryRun: boolean;
  /** Whether a question can be asked. */
  readonly interactive: boolean;
  /** Where the local copy keeps its state; `.local` in the checkout. */
  readonly stateDirectory: string;
  /** Prints a line for people on standard output. */
  print(text: string): void;
  /** Prints a line on standard error, `--json` or not: progress, who is waited for. */
  note(text: string): void;
  /** Prints what `--json` prints now, for a command that goes on; what `run` returns is not printed then. */
  tell(result: object): void;
  /** For work of more than a moment; checks for Ctrl-C between two steps. */
  readonly steps: Steps;
  /** From the first call on Ctrl-C asks for an orderly end. Before it ends the process at once, which every command survives. */
  watchInterrupt(): Interrupt;
  /** @default 0; set it to 1 for a finding (a difference, a fault) that is no error of the command */
  exitCode: number;
}

export type TargetContext = CommandContext & { readonly target: Target };

/** Of a command that works on what a stack has in AWS. */
export type StackContext = CommandContext & { readonly stack: string };
