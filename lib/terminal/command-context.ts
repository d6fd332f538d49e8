import type { Target } from "../domain/target.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Steps } from "./steps.ts";

/** What a chore works with, beside its own options. */
export interface CommandContext {
  /** The chore's name, `db:setup`: for `withClient` and messages. */
  readonly chore: string;
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
  /** For work of more than a moment; checks for Ctrl-C between two steps. */
  readonly steps: Steps;
  /** Ctrl-C. Until it is first read Ctrl-C ends the process at once, which every chore survives. */
  readonly interrupt: Interrupt;
  /** @default 0; set it to 1 for a finding (a difference, a fault) that is no error of the command */
  exitCode: number;
}

export type TargetContext = CommandContext & { readonly target: Target };
