import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "./errors.ts";

/** `closed`: the host answers that nobody listens. `silent`: nothing answers, as behind a firewall. */
export type ProbeResult = "open" | "closed" | "silent" | "unknown-host";

export interface ProbeOptions {
  /** How long one attempt may take. @default 3000 ms */
  readonly attemptMs?: number;
  /** How long to try again: a rule of a security group counts after some seconds. @default 12000 ms */
  readonly patienceMs?: number;
  /** Called between two attempts; it may throw to end the probe. */
  readonly check?: () => void;
}

const ANSWERED_MS = 2_000;

/** Whether a TCP port can be reached. The last attempt counts. */
export async function probe(
  host: string,
  port: number,
  options: ProbeOptions = {},
): Promise<ProbeResult> {
  const { attemptMs = 3_000, patienceMs = 12_000, check } = options;
  const start = Date.now();
  for (;;) {
    const result = await attempt(host, port, attemptMs);
    // Who answers at all is not kept out by a rule that does not count yet.
    const patience = result === "silent" ? patienceMs : Math.min(patienceMs, ANSWERED_MS);
    if (result === "open" || Date.now() - start >= patience) return result;
    check?.();
    await delay(Math.min(500, patienceMs));
  }
}

async function attempt(host: string, port: number, attemptMs: number): Promise<ProbeResult> {
  let address: string;
  try {
    ({ address } = await lookup(host, { family: 4 }));
  } catch {
    return "unknown-host";
  }
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(attemptMs, () => settle("silent"));
    socket.once("connect", () => settle("open"));
    socket.once("error", (error) => settle(codeOf(error) === "ECONNREFUSED" ? "closed" : "silent"));
  });
}
