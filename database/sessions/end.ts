import type pg from "pg";
import { codeOf, messageOf } from "#lib/errors";
import type { Session } from "./sessions.ts";

/** The outcome for a session that was to be ended. */
export interface EndedSession {
  readonly session: Session;
  readonly ended: boolean;
  /** Why it still lives, and what helps. */
  readonly reason?: string;
}

export interface EndOptions {
  /** How long a session may take to leave after it was told to. @default 5000 */
  readonly patienceMs?: number;
}

/**
 * Ends sessions: a running query is cancelled first, so that its client gets an answer, then the session is
 * terminated. All are told before any is waited for. What cannot be ended is said, not thrown.
 *
 * A process number that was given to a newer session meanwhile is left alone.
 */
export async function endSessions(
  client: pg.Client,
  sessions: readonly Session[],
  { patienceMs = 5_000 }: EndOptions = {},
): Promise<EndedSession[]> {
  const results: EndedSession[] = [];
  const told: Session[] = [];
  for (const session of sessions) {
    const reason = whyNotOurs(session) ?? (await tellToLeave(client, session));
    if (reason === undefined) told.push(session);
    else results.push({ session, ended: false, reason });
  }
  const deadline = performance.now() + patienceMs;
  for (const session of told) {
    const left = Math.max(1, Math.round(deadline - performance.now()));
    const ended = await hasLeft(client, session, left);
    results.push(
      ended
        ? { session, ended }
        : { session, ended, reason: `it did not leave within ${patienceMs / 1_000} s; try again` },
    );
  }
  return results.sort((a, b) => sessions.indexOf(a.session) - sessions.indexOf(b.session));
}

/** Sessions that are never ended by us, whatever is asked for. */
function whyNotOurs({ kind, user }: Session): string | undefined {
  switch (kind) {
    case "client":
      return undefined;
    case "replication":
      return "it is replication; whoever runs the standby, backup or subscription ends it";
    case "provider":
      return `${user} is the hosting provider's own role`;
    case "server":
      return "it is a worker of PostgreSQL's own";
  }
}

// A masked session's start is null for us; then the number alone has to do.
const SAME_SESSION = `from pg_stat_activity where pid = $1 and ($2::timestamptz is null or backend_start = $2::timestamptz)`;

async function tellToLeave(client: pg.Client, session: Session): Promise<string | undefined> {
  const same = [session.pid, session.startedAt ?? null];
  try {
    // Cancelling an idle session does nothing, not even in a transaction.
    if (session.state === "active") {
      await client.query(`select pg_cancel_backend(pid) ${SAME_SESSION}`, same);
    }
    await client.query(`select pg_terminate_backend(pid) ${SAME_SESSION}`, same);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== "42501") throw error;
    return whyForbidden(error);
  }
}

/** PostgreSQL tells apart (in `detail`) whether the other is a superuser, whom only a superuser may end. */
function whyForbidden(error: unknown): string {
  const detail = (error as { detail?: string }).detail ?? messageOf(error);
  return /SUPERUSER/.test(detail)
    ? "it is a superuser's; only a superuser may end it"
    : "this role may not end other roles' sessions; it needs: grant pg_signal_backend to <role>";
}

async function hasLeft(client: pg.Client, session: Session, waitMs: number): Promise<boolean> {
  const same = [session.pid, session.startedAt ?? null];
  const gone = await client.query(`select pg_terminate_backend(pid, $3) as gone ${SAME_SESSION}`, [
    ...same,
    waitMs,
  ]);
  if (gone.rowCount === 0 || gone.rows[0].gone === true) return true;
  // False is also the answer when it left by itself just before.
  return (await client.query(`select ${SAME_SESSION}`, same)).rowCount === 0;
}
