import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { FunctionSpec } from "#lib/domain/functions";

/** How one invocation ended. `payload` is JSON text. */
export type Outcome =
  | { readonly kind: "result"; readonly requestId: string; readonly payload: string }
  | {
      readonly kind: "function-error";
      readonly requestId: string;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    }
  | { readonly kind: "timeout"; readonly requestId: string; readonly errorMessage: string };

export interface SandboxOptions {
  readonly spec: FunctionSpec;
  /** Absolute path of the function's bundle. */
  readonly bundle: string;
  /** The function's whole environment; nothing of ours leaks into it. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with each line that the function writes. */
  onLine(line: string): void;
}

interface Pending {
  readonly requestId: string;
  settle(outcome: Outcome): void;
  readonly timer: NodeJS.Timeout;
}

/** A message of the worker; see sandbox-worker.cjs. */
type Message =
  | { kind: "ready" }
  | { kind: "init-error"; errorType: string; errorMessage: string; trace: string[] }
  | { kind: "result"; id: string; payload: string }
  | {
      kind: "function-error";
      id: string;
      errorType: string;
      errorMessage: string;
      trace: string[];
    };

const WORKER = path.join(import.meta.dirname, "sandbox-worker.cjs");

/**
 * One execution environment of a function: a worker thread with its own environment and module state, which
 * serves one event at a time and ends when its function exits, breaks or runs out of time.
 */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #initError: Extract<Message, { kind: "init-error" }> | undefined;
  #alive = true;

  constructor(options: SandboxOptions) {
    const { spec, bundle, env } = options;
    this.#options = options;
    this.#worker = new Worker(WORKER, {
      workerData: { bundle, functionName: spec.name, memoryMib: spec.memoryMib },
      env: { ...env, AWS_LAMBDA_FUNCTION_NAME: spec.name, AWS_REGION: "us-east-1" },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMib },
    });
    this.#worker.unref();
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input: stream }).on("line", (line) => options.onLine(line));
    }
    this.#worker.on("message", (message: Message) => this.#receive(message));
    this.#worker.on("error", (error) => this.#breakDown(error.name, error.message, error.stack));
    this.#worker.on("exit", (code) =>
      this.#breakDown("Runtime.ExitError", `Runtime exited with error: exit status ${code}`),
    );
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  get isFree(): boolean {
    return this.#alive && this.#pending === undefined;
  }

  /** Runs one event. The sandbox must be free. */
  invoke(event: unknown): Promise<Outcome> {
    const requestId = randomUUID();
    const { timeoutSeconds } = this.#options.spec;
    if (this.#initError)
      return Promise.resolve({ ...this.#initError, kind: "function-error", requestId });
    return new Promise((settle) => {
      const timer = setTimeout(() => this.#timeOut(), timeoutSeconds * 1_000);
      this.#pending = { requestId, settle, timer };
      this.#worker.postMessage({
        id: requestId,
        // As text, as Lambda gets it: a Date in it arrives as a string, and an undefined not at all.
        event: JSON.stringify(event) ?? "null",
        // In the worker's own measure: milliseconds of the system's monotonic clock.
        deadline: Number(process.hrtime.bigint()) / 1e6 + timeoutSeconds * 1_000,
      });
    });
  }

  /** Ends the thread, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #receive(message: Message): void {
    if (message.kind === "ready") return;
    if (message.kind === "init-error") {
      this.#initError = message;
      this.#breakDown(message.errorType, message.errorMessage, message.trace.join("\n"));
      void this.terminate();
      return;
    }
    const pending = this.#pending;
    if (pending?.requestId !== message.id) return;
    const { requestId } = pending;
    this.#settle(
      message.kind === "result"
        ? { kind: "result", requestId, payload: message.payload }
        : { ...message, requestId },
    );
  }

  #timeOut(): void {
    const { timeoutSeconds } = this.#options.spec;
    const requestId = this.#pending?.requestId ?? "";
    this.#settle({
      kind: "timeout",
      requestId,
      errorMessage: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    });
    void this.terminate();
  }

  #breakDown(errorType: string, errorMessage: string, stack = ""): void {
    this.#alive = false;
    const requestId = this.#pending?.requestId ?? "";
    const trace = stack === "" ? [] : stack.split("\n");
    this.#settle({ kind: "function-error", requestId, errorType, errorMessage, trace });
  }

  #settle(outcome: Outcome): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) return;
    clearTimeout(pending.timer);
    pending.settle(outcome);
  }
}
