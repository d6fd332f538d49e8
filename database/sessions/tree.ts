import type { Session } from "./sessions.ts";

/** A line of the blocking tree. */
export interface BlockingNode {
  readonly pid: number;
  /** Undefined for a blocker that is no session we can see: a prepared transaction, another database's session. */
  readonly session: Session | undefined;
  /** 0 for one that blocks and is not blocked itself. */
  readonly depth: number;
  /** Box-drawing characters that show whose child it is: "", "├─ ", "│  └─ ". */
  readonly prefix: string;
  /** Its other blockers; it stands below the first one only. */
  readonly alsoBlockedBy: readonly number[];
}

/**
 * Who blocks whom: each session that blocks or is blocked, once, below what blocks it. A circle (a deadlock that
 * PostgreSQL has not found yet) begins at its smallest process number.
 */
export function blockingTree(sessions: readonly Session[]): BlockingNode[] {
  const byPid = new Map(sessions.map((session) => [session.pid, session]));
  const blocked = sessions.filter(({ blockedBy }) => blockedBy.length > 0);
  const children = new Map<number, Session[]>();
  for (const session of blocked) {
    for (const blocker of session.blockedBy) {
      children.set(blocker, [...(children.get(blocker) ?? []), session]);
    }
  }
  const nodes: BlockingNode[] = [];
  const seen = new Set<number>();
  const isBlocked = (pid: number) => (byPid.get(pid)?.blockedBy.length ?? 0) > 0;

  const visit = (pid: number, depth: number, lead: string, branch: string, parent?: number) => {
    seen.add(pid);
    const session = byPid.get(pid);
    nodes.push({
      pid,
      session,
      depth,
      prefix: lead + branch,
      alsoBlockedBy: (session?.blockedBy ?? []).filter((blocker) => blocker !== parent),
    });
    const below = depth === 0 ? "" : lead + (branch === "├─ " ? "│  " : "   ");
    for (;;) {
      // Asked anew each time: a child may have been placed below its sibling.
      const left = (children.get(pid) ?? []).filter((child) => !seen.has(child.pid));
      const next = left[0];
      if (!next) return;
      visit(next.pid, depth + 1, below, left.length > 1 ? "├─ " : "└─ ", pid);
    }
  };

  const blockers = [...children.keys()].sort((a, b) => a - b);
  for (const pid of blockers) if (!isBlocked(pid)) visit(pid, 0, "", "");
  for (const { pid } of [...blocked].sort((a, b) => a.pid - b.pid)) {
    if (!seen.has(pid)) visit(pid, 0, "", "");
  }
  return nodes;
}
