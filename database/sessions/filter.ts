import type { Session } from "./sessions.ts";

/** Which sessions are meant; every condition that is given must hold. */
export interface SessionFilter {
  /** A part of `application_name`, in any case. */
  readonly app?: string | undefined;
  /** In its present state for longer than this many seconds. */
  readonly olderThan?: number | undefined;
  /** `idle`, `active`, `idle in transaction`: exactly, but the aborted form counts as `idle in transaction`. */
  readonly state?: string | undefined;
  readonly pids?: readonly number[] | undefined;
}

/** `state`'s values, as they are typed: `idle-in-transaction` for PostgreSQL's `idle in transaction`. */
export const SESSION_STATES = ["active", "idle", "idle-in-transaction"] as const;

export function isFiltered(filter: SessionFilter): boolean {
  return Object.values(filter).some((condition) => condition !== undefined);
}

/** A masked session has no state and no age, so conditions on these never match it. */
export function matchesFilter(session: Session, filter: SessionFilter): boolean {
  const { app, olderThan, state, pids } = filter;
  return (
    (app === undefined || session.application.toLowerCase().includes(app.toLowerCase())) &&
    (olderThan === undefined || (session.stateFor ?? -1) > olderThan) &&
    (state === undefined || stateName(session.state) === state) &&
    (pids === undefined || pids.includes(session.pid))
  );
}

const stateName = (state: string | undefined) =>
  state?.replace(" (aborted)", "").replaceAll(" ", "-");

const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** "90s", "10m", "2h", "1d" → seconds. Throws an Error for anything else. */
export function parseAge(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text.trim());
  if (!match) throw new Error("an age is a number with a unit: 30s, 10m, 2h or 1d.");
  return Number(match[1]) * UNIT_SECONDS[match[2] as keyof typeof UNIT_SECONDS];
}

/** "101" or "101,102" → process numbers. Throws an Error for anything else. */
export function parsePids(text: string): number[] {
  return text.split(",").map((part) => {
    const pid = Number(part);
    if (!/^\s*\d{1,10}\s*$/.test(part) || pid < 1 || pid > 2_147_483_647) {
      throw new Error("a process number is a whole number, as db:sessions shows it.");
    }
    return pid;
  });
}
