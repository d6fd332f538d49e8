import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { bundleFunction } from "#lib/bundle/function";
import { SERVING_FUNCTIONS, type FunctionName, type FunctionSpec } from "#lib/domain/functions";
import { writeWhole } from "#lib/write-whole";
import { LocalFunction } from "./local-function.ts";
import type { Outcome } from "./sandbox.ts";

/** A function's environment variables. */
export type EnvFor = (name: FunctionName) => Readonly<Record<string, string>>;

export interface LambdaHostOptions {
  /** Where the bundles are written. */
  readonly directory: string;
  onLine(name: FunctionName, line: string): void;
  /** Where a function's bytes come from. @default bundleFunction */
  readonly bundle?: (name: FunctionName) => Promise<Uint8Array>;
  /** @default SERVING_FUNCTIONS */
  readonly functions?: readonly FunctionSpec[];
}

/** The program's functions, each run from the bundle that also goes to AWS. */
export class LambdaHost {
  readonly #options: LambdaHostOptions;
  readonly #specs: readonly FunctionSpec[];
  readonly #functions = new Map<string, LocalFunction>();
  #generation = 0;
  #firstBundles: Promise<Map<FunctionName, string>> | undefined;

  constructor(options: LambdaHostOptions) {
    this.#options = options;
    this.#specs = options.functions ?? SERVING_FUNCTIONS;
  }

  /** Bundles every function, ahead of `start`. Throws an Error that names file and line when one does not build. */
  async bundle(): Promise<void> {
    await (this.#firstBundles ??= this.#bundleAll());
  }

  /** Makes every function callable, bundled when that was not done before. */
  async start(envFor: EnvFor): Promise<void> {
    const bundles = await (this.#firstBundles ??= this.#bundleAll());
    const { onLine } = this.#options;
    for (const spec of this.#specs) {
      const { name } = spec;
      const bundle = bundles.get(name)!;
      const env = envFor(name);
      const local = new LocalFunction({ spec, bundle, env, onLine: (line) => onLine(name, line) });
      this.#functions.set(name, local);
    }
  }

  /** Bundles the functions again and uses the new bundles from the next event on. The old ones stay when one does not build. */
  async rebuild(): Promise<void> {
    this.#generation += 1;
    for (const [name, bundle] of await this.#writeAll()) {
      this.#functions.get(name)?.reload({ bundle });
    }
  }

  /** Later events see a new environment: the database moved. */
  refreshEnvironment(envFor: EnvFor): void {
    for (const { name } of this.#specs) this.#functions.get(name)?.reload({ env: envFor(name) });
  }

  /** Runs an event, or undefined when there is no such function. Takes a name or an ARN. */
  invoke(nameOrArn: string, event: unknown): Promise<Outcome> | undefined {
    const target = this.#functions.get(plainName(nameOrArn));
    return target?.invoke(event).then((outcome) => this.#logged(target.name, outcome));
  }

  /** Lambda writes what a function throws, and that it timed out, to the function's log; so do we. */
  #logged(name: FunctionName, outcome: Outcome): Outcome {
    if (outcome.kind !== "result") {
      const line = { level: "error", event: "invocation_failed", ...outcome };
      this.#options.onLine(name, JSON.stringify(line));
    }
    return outcome;
  }

  has(nameOrArn: string): boolean {
    return this.#functions.has(plainName(nameOrArn));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#functions.values()].map((fn) => fn.close()));
  }

  async #bundleAll(): Promise<Map<FunctionName, string>> {
    await rm(this.#options.directory, { recursive: true, force: true });
    return this.#writeAll();
  }

  async #writeAll(): Promise<Map<FunctionName, string>> {
    const written = this.#specs.map(async ({ name }) => [name, await this.#write(name)] as const);
    return new Map(await Promise.all(written));
  }

  async #write(name: FunctionName): Promise<string> {
    const bytes = await (this.#options.bundle ?? bundleFunction)(name);
    const directory = path.join(this.#options.directory, name);
    await mkdir(directory, { recursive: true });
    // Workers that still run keep their file; a new name also keeps `require` from serving a cached one.
    const file = path.join(directory, `index-${this.#generation}.cjs`);
    await writeWhole(file, bytes);
    return file;
  }
}

/** The name in a name, a name with a qualifier (`api:live`), an ARN or a partial ARN (`<account>:function:api`). */
function plainName(nameOrArn: string): string {
  const parts = nameOrArn.split(":");
  return parts[parts.indexOf("function") + 1] ?? "";
}
