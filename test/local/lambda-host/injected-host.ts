import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FUNCTIONS } from "#lib/domain/functions";
import { LambdaHost } from "#local/lambda-host/lambda-host";
import type { Outcome } from "#local/lambda-host/sandbox";

/** A Lambda host whose function `api` is a text of the test's own, with a time limit that a test can wait for. */
export class InjectedHost {
  readonly lambda: LambdaHost;
  readonly lines: string[] = [];
  /** What the next bundle is made of: the body of a CommonJS module. */
  source: string;
  readonly #directory: string;

  private constructor(directory: string, source: string, timeoutSeconds: number) {
    this.#directory = directory;
    this.source = source;
    this.lambda = new LambdaHost({
      directory: path.join(directory, "functions"),
      onLine: (_name, line) => this.lines.push(line),
      bundle: () => Promise.resolve(Buffer.from(this.source)),
      functions: FUNCTIONS.filter(({ name }) => name === "api").map((spec) => ({
        ...spec,
        timeoutSeconds,
      })),
    });
  }

  static async start(source: string, { timeoutSeconds = 5 } = {}): Promise<InjectedHost> {
    const directory = await mkdtemp(path.join(tmpdir(), "lambda-host-"));
    const host = new InjectedHost(directory, source, timeoutSeconds);
    await host.lambda.start(() => ({ GREETING: "hello" }));
    return host;
  }

  async invoke(event: unknown = {}): Promise<Outcome> {
    return this.lambda.invoke("api", event)!;
  }

  /** The value of an invocation that must succeed. */
  async valueOf(event: unknown = {}): Promise<unknown> {
    const outcome = await this.invoke(event);
    if (outcome.kind !== "result") throw new Error(`it failed: ${JSON.stringify(outcome)}`);
    return JSON.parse(outcome.payload);
  }

  async close(): Promise<void> {
    await this.lambda.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
