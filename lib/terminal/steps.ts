import { duration, hasColour, paint, printable } from "../terminal.ts";

/** A step that has ended, for `--json` and for the table of a self-test. */
export interface StepRecord {
  readonly step: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail?: string;
}

/** Where steps are told: a terminal, a log, or the process that waits for a detached one. */
export interface StepListener {
  started(step: string): void;
  ended(record: StepRecord): void;
}

/** Runs named steps one after the other or side by side, tells of each, and remembers how long each took. */
export class Steps {
  readonly records: StepRecord[] = [];
  readonly #listener: StepListener;
  #checkpoint: () => void = () => {};

  constructor(listener: StepListener) {
    this.#listener = listener;
  }

  /** `checkpoint` is called before each step and may throw, to end the work between two steps. */
  stopAt(checkpoint: () => void): void {
    this.#checkpoint = checkpoint;
  }

  /** Runs a step. `describe` says in a few words what came of it. */
  async run<T>(step: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T> {
    this.#checkpoint();
    this.#listener.started(step);
    const started = performance.now();
    const end = (ok: boolean, detail?: string) => {
      const ms = Math.round(performance.now() - started);
      const record = { step, ok, ms, ...(detail === undefined ? {} : { detail }) };
      this.records.push(record);
      this.#listener.ended(record);
    };
    try {
      const result = await work();
      end(true, describe?.(result));
      return result;
    } catch (error) {
      end(false);
      throw error;
    }
  }
}

/**
 * Tells of steps on a stream: a line when one ends; on a terminal also the names of those that run, on the last
 * line; on a pipe a line for each that has not ended after 3 s.
 */
export function stepPrinter({
  stream = process.stderr,
  ends = true,
}: {
  readonly stream?: NodeJS.WriteStream;
  /** A line for each step that ended; false where a table of them follows. @default true */
  readonly ends?: boolean;
} = {}): StepListener {
  const running = new Map<string, NodeJS.Timeout>();
  const live = stream.isTTY === true && hasColour(stream);
  const write = (text: string) => stream.write(printable(text));
  const clear = () => live && stream.write("\r\x1b[2K");
  const show = () => {
    if (live && running.size > 0) write(paint.dim(`  ${[...running.keys()].join(", ")} …`));
  };
  return {
    started(step) {
      const slow = () => live || write(`  … still at it: ${step}\n`);
      const timer = setTimeout(slow, 3_000);
      timer.unref();
      running.set(step, timer);
      clear();
      show();
    },
    ended({ step, ok, ms, detail }) {
      clearTimeout(running.get(step));
      running.delete(step);
      clear();
      if (!ends && ok) return show();
      const mark = ok ? paint.green("✓") : paint.red("✗");
      const took = duration(ms).padStart(7);
      write(`${mark} ${paint.dim(took)}  ${step}${detail ? paint.dim(`  ${detail}`) : ""}\n`);
      show();
    },
  };
}
