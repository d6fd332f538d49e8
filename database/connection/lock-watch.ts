import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { codeOf, UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { withClient, type ConnectionParameters } from "./connect.ts";
import { describeHolder, sessionsOf, type Holder } from "./holders.ts";

/** A change of the schema that waits for a lock makes everybody else wait behind it, so it does not wait for long. */
const LOCK_TIMEOUT_MS = 10_000;
const FIRST_LOOK_MS = 1_000;

/**
 * Opens a connection that gives up waiting for a lock after 10 s. Who is waited for is told after a second, and named in
 * the UserError at the end.
 */
export function withWatchedClient<T>(
  parameters: ConnectionParameters,
  chore: string,
  note: (text: string) => void,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withClient(parameters, chore, (client) =>
    watchingLocks(client, parameters, note, () => work(client)),
  );
}

async function watchingLocks<T>(
  client: pg.Client,
  parameters: ConnectionParameters,
  note: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const { rows } = await client.query<{ pid: number }>(
    `select pg_backend_pid() as pid, set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', false)`,
  );
  const seen: Holder[] = [];
  const isDone = new AbortController();
  const watching = watch(parameters, rows[0]!.pid, isDone.signal, (holders) => {
    const unknown = holders.filter(({ pid }) => !seen.some((known) => known.pid === pid));
    seen.push(...unknown);
    for (const holder of unknown) note(`Waiting for a lock of ${describeHolder(holder)} …`);
  });
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof UserError ? error.cause : error;
    if (codeOf(cause) !== "55P03" || seen.length === 0) throw error;
    throw new UserError(
      `A lock that was needed is held by ${seen.map(describeHolder).join(" and ")}. It did not let go in time, and nothing of this was kept.`,
      `Let that session end its transaction, or end it: ${typed("db:kill-all", "--help")}`,
      { cause: error },
    );
  } finally {
    isDone.abort();
    await watching;
    await client.query("reset lock_timeout").catch(() => {});
  }
}

async function watch(
  parameters: ConnectionParameters,
  pid: number,
  done: AbortSignal,
  onBlocked: (holders: readonly Holder[]) => void,
): Promise<void> {
  const pause = () => delay(FIRST_LOOK_MS, undefined, { signal: done }).catch(() => {});
  await pause();
  if (done.aborted) return;
  try {
    await withClient(parameters, "lock-watch", async (watcher) => {
      while (!done.aborted) {
        onBlocked(await sessionsOf(watcher, "a.pid = any (pg_blocking_pids($1))", [pid]));
        await pause();
      }
    });
  } catch {
    // Only the names are lost; the work itself says what fails.
  }
}
