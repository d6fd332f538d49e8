import { setTimeout } from "node:timers/promises";
import type pg from "pg";

const TRIES = 20;

/**
 * Sends statements that say what is to be, so that they may be sent again. Two sessions that set the same role or
 * privilege at once do not wait for each other: PostgreSQL ends the second with an internal error (simple_heap_update
 * in src/backend/access/heap/heapam.c: "tuple concurrently updated"). Inside a transaction, which that error aborts,
 * it is thrown as it is.
 */
export async function applyStatements(client: pg.Client, sql: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.query(sql);
      return;
    } catch (error) {
      const isRace = error instanceof Error && /^tuple concurrently \w+$/.test(error.message);
      if (!isRace || tries === TRIES || client.getTransactionStatus() !== "I") throw error;
      // At different times, so that they do not meet again.
      await setTimeout(Math.random() * Math.min(1_000, 20 * 2 ** tries));
    }
  }
}
