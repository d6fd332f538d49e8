import { Sandbox, type Outcome, type SandboxOptions } from "./sandbox.ts";

/** Environments of one function at most; further events wait, as they do at a concurrency limit. */
const MOST_SANDBOXES = 3;

/** A function as Lambda runs it: environments are made when all are busy, kept warm, and replaced when they end. */
export class LocalFunction {
  #options: SandboxOptions;
  #sandboxes: Sandbox[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.spec.name;
  }

  async invoke(event: unknown): Promise<Outcome> {
    const sandbox = await this.#freeSandbox();
    try {
      return await sandbox.invoke(event);
    } finally {
      this.#waiting.shift()?.();
    }
  }

  /** Later events run the new bundle or environment; those that run now finish with the old one. */
  reload(change: Partial<Pick<SandboxOptions, "bundle" | "env">>): void {
    this.#options = { ...this.#options, ...change };
    const old = this.#sandboxes;
    this.#sandboxes = [];
    for (const sandbox of old) void retire(sandbox);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sandboxes.map((sandbox) => sandbox.terminate()));
    this.#sandboxes = [];
  }

  async #freeSandbox(): Promise<Sandbox> {
    for (;;) {
      this.#sandboxes = this.#sandboxes.filter((sandbox) => sandbox.isAlive);
      const free = this.#sandboxes.find((sandbox) => sandbox.isFree);
      if (free) return free;
      if (this.#sandboxes.length < MOST_SANDBOXES) {
        const sandbox = new Sandbox(this.#options);
        this.#sandboxes.push(sandbox);
        return sandbox;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

async function retire(sandbox: Sandbox): Promise<void> {
  while (sandbox.isAlive && !sandbox.isFree) await new Promise((next) => setTimeout(next, 50));
  await sandbox.terminate();
}
