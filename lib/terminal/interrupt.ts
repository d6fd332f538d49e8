import { InterruptedError } from "../errors.ts";

export interface Interrupt {
  /** Settles at the first Ctrl-C (SIGINT), SIGTERM or SIGHUP. */
  readonly requested: Promise<void>;
  /** Throws an InterruptedError once it was requested. */
  check(): void;
}

/** At one Ctrl-C the terminal signals every process of the group, and npm passes its own on: that is one wish. */
const SAME_MS = 100;

/**
 * Turns Ctrl-C into an orderly end: the first one asks, so that work can stop between two steps and undo what it
 * started; the third one ends the process at once. `tell` is called at the first, to say that it was heard.
 */
export function onInterrupt(tell: () => void = () => {}): Interrupt {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  let request = () => {};
  const requested = new Promise<void>((resolve) => (request = resolve));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (performance.now() - last < SAME_MS) return;
      last = performance.now();
      count += 1;
      if (count === 1) tell();
      request();
      if (count === 3) process.exit(130);
    });
  }
  return {
    requested,
    check() {
      if (count > 0) throw new InterruptedError("interrupted");
    },
  };
}
