import { setTimeout as delay } from "node:timers/promises";
import type { PostgresServer } from "./server.ts";

export interface Supervision {
  /** The server is gone, with a sentence on why; once per outage. */
  onDown(reason: string): void;
  /** It answers again: restarted by us, or started by somebody. Its `port` may have changed. */
  onUp(): void;
  /** A restart failed; it is tried again, less and less often. */
  onFailure?(error: unknown): void;
  /** @default 500 */
  intervalMs?: number;
}

const LONGEST_PAUSE_MS = 30_000;

/**
 * Watches a server and restarts it when it crashed, if that is ours to do. A server that was stopped on purpose stays
 * stopped, whoever did it. Does not keep the process alive.
 *
 * @returns ends the watch, and waits for a restart that is under way
 */
export function superviseServer(
  server: PostgresServer,
  supervision: Supervision,
): () => Promise<void> {
  const { onDown, onUp, onFailure, intervalMs = 500 } = supervision;
  const ending = new AbortController();
  let down = false;
  let { port } = server;

  async function look(): Promise<void> {
    let condition = await server.glance();
    if (condition !== "up" && !down) {
      down = true;
      onDown(condition === "stopped" ? "it was stopped" : "it ended unexpectedly");
    }
    if (condition === "crashed" && server.restart) {
      await server.restart();
      condition = await server.glance();
    }
    // Between two looks it can have ended, and come up on another port.
    if (condition === "up" && (down || server.port !== port)) {
      down = false;
      port = server.port;
      onUp();
    }
  }

  async function watch(): Promise<void> {
    let pause = intervalMs;
    while (!ending.signal.aborted) {
      await delay(pause, undefined, { ref: false, signal: ending.signal }).catch(() => {});
      if (ending.signal.aborted) return;
      try {
        await look();
        pause = intervalMs;
      } catch (error) {
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        onFailure?.(error);
      }
    }
  }

  const watching = watch();
  return async () => {
    ending.abort();
    await watching;
  };
}
