import type { FunctionName } from "#lib/domain/functions";
import { Sandbox, type Outcome, type SandboxOptions } from "./sandbox.ts";

/** Environments of one function at most; further events wait, as they do at a concurrency limit. */
const MOST_SANDBOXES = 3;

/** A function as Lambda runs it: environments are made when all are busy, kept warm, and replaced when they end. */
export class LocalFunction {
  #options: SandboxOptions;
  #sandboxes: Sandbox[] = [];
  /** Those of an older bundle or environment that still finish an event. */
  readonly #retired = new Set<Sandbox>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  get name(): FunctionName {
    return this.#options.spec.name;
  }

  /** Throws an Error once the function was closed. */
  async invoke(event: unknown): Promise<Outcome> {
    // Found and taken in one go: an await between the two would let two events have the same one.
    let sandbox = this.#freeSandbox();
    while (!sandbox) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      sandbox = this.#freeSandbox();
    }
    try {
      return await sandbox.invoke(event);
    } finally {
      if (this.#retired.delete(sandbox)) void sandbox.terminate();
      this.#waiting.shift()?.();
    }
  }

  /** Later events run the new bundle or environment; those that run now finish with the old one. */
  reload(change: Partial<Pick<SandboxOptions, "bundle" | "env">>): void {
    this.#options = { ...this.#options, ...change };
    const old = this.#sandboxes;
    this.#sandboxes = [];
    for (const sandbox of old) {
      if (sandbox.isFree) void sandbox.terminate();
      else if (sandbox.isAlive) this.#retired.add(sandbox);
    }
  }

  /** Ends every environment, whatever it is doing. Events that run or wait fail. */
  async close(): Promise<void> {
    this.#closed = true;
    const sandboxes = [...this.#sandboxes, ...this.#retired];
    this.#sandboxes = [];
    this.#retired.clear();
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all(sandboxes.map((sandbox) => sandbox.terminate()));
  }

  #freeSandbox(): Sandbox | undefined {
    if (this.#closed) throw new Error(`the function ${this.name} is closed`);
    this.#sandboxes = this.#sandboxes.filter((sandbox) => sandbox.isAlive);
    const free = this.#sandboxes.find((sandbox) => sandbox.isFree);
    if (free || this.#sandboxes.length === MOST_SANDBOXES) return free;
    const sandbox = new Sandbox(this.#options);
    this.#sandboxes.push(sandbox);
    return sandbox;
  }
}
