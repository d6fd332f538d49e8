import Table from "cli-table3";
import { ageText } from "#lib/age";
import { visibleText } from "#lib/domain/visible-text";
import type { Target } from "#lib/domain/target";
import { paint } from "#lib/terminal";
import { typed } from "#lib/terminal/typed";
import { optionFor } from "../connection/problem.ts";
import type { EndedSession } from "./end.ts";
import { blockingTree } from "./tree.ts";
import type { DropObstacle, Session } from "./sessions.ts";

export interface SessionsView {
  readonly sessions: readonly Session[];
  readonly obstacles: readonly DropObstacle[];
  readonly target: Pick<Target, "name">;
  /** The target's database. */
  readonly database: string;
  /** The role that asks. */
  readonly user: string;
  /** Sessions of other databases are shown too. */
  readonly all: boolean;
  /** Only who blocks whom. */
  readonly blocking: boolean;
  /** Characters in a line; longer lines lose the end of their query. */
  readonly width: number;
}

/** The sessions as people read them: a table, the blocking tree when there is one, and what it comes to. */
export function sessionsText(given: SessionsView): string {
  const view = { ...given, sessions: given.sessions.map(inVisibleText) };
  const tree = treeText(view);
  const parts = view.blocking
    ? [tree || "No session waits for another."]
    : [tableText(view), tree && `${paint.bold("Who blocks whom")}\n${tree}`, dropText(view)];
  return [...parts, maskedText(view)].filter(Boolean).join("\n\n");
}

/** Names hold what their owners like, also what ends a line. The query is made one line later. */
function inVisibleText(session: Session): Session {
  const shown = ([key, value]: [string, unknown]) =>
    [key, typeof value === "string" && key !== "query" ? visibleText(value) : value] as const;
  return Object.fromEntries(Object.entries(session).map(shown)) as unknown as Session;
}

const DASH = "–";
const age = (seconds: number | undefined) => (seconds === undefined ? DASH : ageText(seconds));

function tableText({ sessions, all, width, database }: SessionsView): string {
  if (sessions.length === 0) {
    return all ? "No other session." : `No other session is in database ${database}.`;
  }
  const table = borderless();
  const heads = ["PID", "USER", ...(all ? ["DATABASE"] : []), "APPLICATION", "FROM", "CONNECTED"];
  table.push([...heads, "TRANSACTION", "STATE", "WAITS ON"].map((head) => paint.dim(head)));
  for (const session of sessions) {
    table.push([
      String(session.pid),
      session.user || DASH,
      ...(all ? [session.database || DASH] : []),
      applicationText(session),
      session.isMasked ? paint.dim("hidden") : (session.from ?? DASH),
      age(session.connectedFor),
      age(session.transactionFor),
      stateText(session),
      session.waitingOn ?? DASH,
    ]);
  }
  const lines = table.toString().split("\n");
  // The query stands below its session, where there is room for it.
  const rows = sessions.map((session, index) => {
    const line = lines[index + 1]!.trimEnd();
    return session.query ? `${line}\n      ${paint.dim(oneLine(session.query, width - 6))}` : line;
  });
  return [lines[0]!.trimEnd(), ...rows].join("\n");
}

function applicationText({ application, isOurs, kind, user }: Session): string {
  if (kind === "replication") return `${application || "replication"} (replication)`;
  if (kind === "provider") return `${application || user} (provider)`;
  if (kind === "server") return `${application || "worker"} (PostgreSQL's own)`;
  return isOurs ? paint.cyan(application) : application || paint.dim("unnamed");
}

/** A transaction that waits for its client is what keeps locks; it is red from half a minute on. */
function stateText({ state, stateFor, queryFor, isMasked }: Session): string {
  if (isMasked) return paint.dim("hidden");
  if (state === undefined) return DASH;
  if (state === "active") return `active ${age(queryFor)}`;
  const text = `${state} ${age(stateFor)}`;
  if (!state.startsWith("idle in transaction")) return text;
  return (stateFor ?? 0) >= 30 ? paint.red(text) : paint.yellow(text);
}

function treeText({ sessions, width }: SessionsView): string {
  return blockingTree(sessions)
    .map(({ pid, session, prefix, depth, alsoBlockedBy }) => {
      if (!session) {
        const what = pid === 0 ? "a prepared transaction" : "a session that cannot be seen here";
        return `${prefix}${pid === 0 ? "" : `${pid} `}${what}`;
      }
      const also = alsoBlockedBy.length > 0 ? `, also behind ${alsoBlockedBy.join(", ")}` : "";
      const waits = session.waitingOn && depth > 0 ? ` waits for: ${session.waitingOn}${also}` : "";
      const who = `${session.user} ${applicationText(session)}`;
      const line = `${prefix}${pid} ${who}  ${stateText(session)}${waits}`;
      const query = oneLine(session.query ?? "", width - 60);
      return query ? `${line}  ${paint.dim(query)}` : line;
    })
    .join("\n");
}

function dropText({ sessions, obstacles, database, target }: SessionsView): string {
  const count = sessions.filter(({ blocksDrop }) => blocksDrop).length;
  const lines: string[] = [];
  if (count > 0) {
    const verb = count === 1 ? "session stands" : "sessions stand";
    lines.push(
      `${count} ${verb} in the way of a drop of ${database}. To end: ${typed("db:kill-all", optionFor(target))}`,
    );
  }
  for (const { kind, name, remedy } of obstacles) {
    lines.push(`The ${kind} ${name} stands in the way of a drop too. To remove: ${remedy};`);
  }
  return lines.join("\n");
}

function maskedText({ sessions, user }: SessionsView): string {
  const masked = sessions.filter(({ isMasked }) => isMasked).length;
  if (masked === 0) return "";
  return (
    `PostgreSQL hides what ${masked} ${masked === 1 ? "session" : "sessions"} of other roles ${masked === 1 ? "does" : "do"} from role ${user}. ` +
    `To see it, an administrator types: grant pg_read_all_stats to "${user}";`
  );
}

/** A line for each session, ended or not, and why not: `✓ 4711 postgres psql  ended`. */
export function endedText(results: readonly EndedSession[]): string {
  return results
    .map(({ session: given, ended, reason }) => {
      const session = inVisibleText(given);
      const who = `${session.pid} ${session.user} ${applicationText(session)} ${session.from ?? ""}`;
      return ended
        ? `${paint.green("✓")} ${who.trimEnd()}  ended`
        : `${paint.red("✗")} ${who.trimEnd()}  not ended: ${reason}`;
    })
    .join("\n");
}

const CHARACTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A query on one line, without what could move the cursor. */
function oneLine(query: string, width: number): string {
  const flat = query
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 1_000);
  const characters = Array.from(CHARACTER.segment(flat), ({ segment }) => segment);
  const room = Math.max(20, width);
  return characters.length <= room ? flat : `${characters.slice(0, room - 1).join("")}…`;
}

/** Columns two spaces apart and nothing else. */
function borderless() {
  const sides = ["top", "bottom", "mid"].flatMap((side) =>
    side === "mid"
      ? ["mid", "mid-mid", "left-mid", "right-mid"]
      : [side, `${side}-mid`, `${side}-left`, `${side}-right`],
  );
  const none = Object.fromEntries(sides.map((side) => [side, ""]));
  return new Table({
    chars: { ...none, left: "", right: "", middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
}
