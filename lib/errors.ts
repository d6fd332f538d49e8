/** Exit codes: done, failed, refused or misused, interrupted by Ctrl-C. */
export const EXIT = { done: 0, failed: 1, refused: 2, interrupted: 130 } as const;

/**
 * A mistake or a condition the user can mend. It is shown without a stack: what was found, then what to type.
 * Every other error is a bug of ours and keeps its stack.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /**
   * The remedy, to type or to change; one or more sentences, shown on lines of their own. Empty only where the message is
   * another program's words and says it already.
   */
  readonly hint: string;

  constructor(problem: string, hint: string, options?: ErrorOptions) {
    super(problem, options);
    this.hint = hint;
  }

  /** The process's exit code. @default 1, the command was right but could not be done */
  get exitCode(): number {
    return 1;
  }
}

/** The command was refused or misused; nothing was done. */
export class RefusedError extends UserError {
  override readonly name = "RefusedError";

  override get exitCode(): number {
    return 2;
  }
}

/** Thrown through a command's work when Ctrl-C ends it. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  /** How things stand now, and what to type; empty where nothing is left of the work. */
  readonly hint: string;

  constructor(problem: string, hint = "") {
    super(problem);
    this.hint = hint;
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node or PostgreSQL error (`ENOENT`, `23505`), if it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}
