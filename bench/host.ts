/**
 * The home feed by HTTP, through the local host's gateway and its sandboxes, against calling the same bundle in this
 * process: what the local way costs beyond the function.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Context } from "aws-lambda";
import { bundleFunction } from "#lib/bundle/function";
import { parseConnectionUrl } from "#lib/connection/url";
import { eventFrom } from "#local/lambda-host/payload";
import { readHost } from "#local/state";
import { ratioOf, spreadOf, type Benchmark } from "./figure.ts";
import { interleave, type Arm } from "./interleave.ts";
import { get, startCopy, stopCopy } from "./local-copy.ts";
import { functionVariables, temporaryDirectory } from "./servers.ts";

const ROUNDS = 12;
const REQUESTS = 150;
const PATH = "/api/activities/home";

export const host: Benchmark = {
  name: "host",
  async run(checkpoint) {
    const state = await temporaryDirectory();
    const directory = await mkdtemp(path.join(tmpdir(), "cruddur-bench-"));
    const agent = new Agent({ keepAlive: true });
    try {
      const { copy } = await startCopy(state);
      const call = await openBundle(directory, state);
      const ask = async () => {
        const status = await get(`${copy.url}${PATH}`, agent);
        if (status !== 200) throw new Error(`${PATH} answered ${status}`);
      };
      const samples = await interleave(
        {
          "gateway 1": rate(ask, 1),
          "gateway 20": rate(ask, 20),
          "direct 1": rate(call, 1),
          "direct 20": rate(call, 20),
        },
        { rounds: ROUNDS, warmUp: 2, checkpoint },
      );
      return [1, 20].flatMap((parallel) => {
        const gateway = samples[`gateway ${parallel as 1 | 20}`];
        const direct = samples[`direct ${parallel as 1 | 20}`];
        return [
          {
            label: `${parallel} at once: gateway / direct`,
            unit: "x" as const,
            spread: ratioOf(gateway, direct),
          },
          { label: `${parallel} at once: gateway`, unit: "/s" as const, spread: spreadOf(gateway) },
          { label: `${parallel} at once: direct`, unit: "/s" as const, spread: spreadOf(direct) },
        ];
      });
    } finally {
      agent.destroy();
      await stopCopy(state);
      await rm(state, { recursive: true, force: true });
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** Requests a second, a number of them always under way. */
function rate(work: () => Promise<unknown>, parallel: number): Arm {
  return async () => {
    let left = REQUESTS;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: parallel }, worker));
    return (REQUESTS / (performance.now() - started)) * 1_000;
  };
}

/** The API's function in this process, with the database of a local copy. */
async function openBundle(directory: string, state: string): Promise<() => Promise<void>> {
  const file = path.join(directory, "index.cjs");
  await writeFile(file, await bundleFunction("api"));
  const record = await readHost(state);
  const { parameters: _, ...server } = parseConnectionUrl(record!.postgres.connectionUrl!);
  Object.assign(process.env, functionVariables(server, "cruddur_api"), {
    USER_POOL_ID: "us-east-1_bench",
    CLIENT_ID: "bench",
  });
  const { handler } = createRequire(import.meta.url)(file) as {
    handler(event: unknown, context: Partial<Context>): Promise<{ statusCode: number }>;
  };
  const context = {
    awsRequestId: "bench",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => 10_000,
  };
  return async () => {
    const request = { method: "GET", url: PATH, headers: {}, body: Buffer.alloc(0), sourceIp: "" };
    const { statusCode } = await handler(eventFrom(request), context);
    if (statusCode !== 200) throw new Error(`${PATH} answered ${statusCode}`);
  };
}
