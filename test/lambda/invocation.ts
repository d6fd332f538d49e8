import assert from "node:assert/strict";
import type { ConnectionParameters } from "#database/connection/connect";
import { FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { asRole } from "#test/databases";

/** What became of one invocation: what the function gave or threw, and the lines that it logged. */
export interface Outcome {
  readonly result?: unknown;
  readonly error?: unknown;
  readonly lines: readonly Record<string, unknown>[];
  /** Everything that was written to standard output meanwhile. */
  readonly output: string;
}

export type Invoke = (event: unknown, remainingMs?: number) => Promise<Outcome>;

let environments = 0;

/**
 * A new execution environment of a trigger: its module with a connection of its own, which it opens at the first
 * invocation as the function's role. `address` replaces parts of the connection.
 */
export async function openFunction(
  name: Exclude<FunctionName, "api">,
  database: ConnectionParameters,
  address: Partial<ConnectionParameters> = {},
): Promise<Invoke> {
  const { role } = FUNCTIONS.find((spec) => spec.name === name)!;
  const parameters = { ...asRole(database, role), ...address };
  const { handler } = (await import(
    `../../lambda/${name}/handler.ts?environment=${++environments}`
  )) as {
    handler: (event: unknown, context: unknown) => Promise<unknown>;
  };
  return async (event, remainingMs = 5_000) => {
    Object.assign(process.env, {
      PGHOST: parameters.host,
      PGPORT: String(parameters.port),
      PGDATABASE: parameters.database,
      PGUSER: parameters.user,
      PGPASSWORD: parameters.password,
    });
    const context = { awsRequestId: "request-1", getRemainingTimeInMillis: () => remainingMs };
    const { output, ...outcome } = await whileCapturing(() =>
      handler(structuredClone(event), context),
    );
    const lines = output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => {
        const { timestamp, ...rest } = JSON.parse(line) as Record<string, unknown>;
        // Lambda takes no other form for a time, and a line without one for level INFO.
        assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        return rest;
      });
    return { ...outcome, output, lines };
  };
}

/** Those who listen to standard output; what runs at the same time hears everything. */
const listeners = new Set<(text: string) => void>();
const write = process.stdout.write.bind(process.stdout);

/** Standard output while work is done. Mocha writes nothing meanwhile. */
async function whileCapturing(
  work: () => Promise<unknown>,
): Promise<{ result?: unknown; error?: unknown; output: string }> {
  let output = "";
  const listener = (text: string): void => void (output += text);
  listeners.add(listener);
  process.stdout.write = (chunk: string | Uint8Array) => {
    for (const hear of listeners) hear(String(chunk));
    return true;
  };
  try {
    const outcome = await work().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    return { ...outcome, output };
  } finally {
    listeners.delete(listener);
    if (listeners.size === 0) process.stdout.write = write;
  }
}
