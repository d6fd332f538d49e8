import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { defineCommand } from "#cli/command";
import { YES_OPTION } from "#cli/options";
import type { TargetContext } from "#lib/terminal/command-context";
import { RefusedError } from "#lib/errors";
import { printable } from "#lib/terminal";
import {
  isFiltered,
  matchesFilter,
  parseAge,
  parsePids,
  SESSION_STATES,
  type SessionFilter,
} from "#database/sessions/filter";
import type { DropObstacle, Session } from "#database/sessions/sessions";
import { runCommand } from "#cli/run-command";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "db:sessions",
  summary:
    "Show who is connected, what they do, who blocks whom, and who stands in the way of a drop",
  details:
    "With --end the sessions that the filters choose are ended: queries are cancelled first. " +
    "Never this chore's own session, replication, the hosting provider's sessions or PostgreSQL's workers.",
  examples: {
    "--watch": "anew every 2 seconds",
    "--end --state idle --older-than 10m": "end those that have long done nothing",
  },
  on: "database",
  options: {
    all: { type: "flag", summary: "sessions of every database, and replication" },
    blocking: { type: "flag", summary: "only who blocks whom" },
    watch: { type: "flag", short: "w", summary: "show them anew every 2 seconds, until Ctrl-C" },
    app: { type: "value", value: "NAME", summary: "only these: a part of the application's name" },
    olderThan: {
      type: "value",
      value: "AGE",
      summary: "only these: in their present state for longer, as 30s, 10m, 2h, 1d",
      parse: parseAge,
    },
    state: {
      type: "value",
      value: "STATE",
      summary: "only these: active, idle or idle-in-transaction",
      choices: SESSION_STATES,
    },
    pid: {
      type: "value",
      value: "NUMBER",
      summary: "only this process; may be given several times",
      parse: parsePids,
      repeats: true,
    },
    end: { type: "flag", summary: "end the sessions that the filters choose" },
    yes: { ...YES_OPTION, summary: "with --end: do not ask, off this machine" },
  },
  changes: true,
  takesOlder: true,
  async run(context, options) {
    const filter: SessionFilter = {
      app: options.app,
      olderThan: options.olderThan,
      state: options.state,
      pids: options.pid,
    };
    if (options.end) return end(context, filter, options);
    const view = { ...options, filter };
    const { withSessionsClient } = await import("#database/sessions/end-and-tell");
    return withSessionsClient(context, (client) =>
      options.watch ? watch(context, client, view) : show(context, client, view),
    );
  },
});

interface View {
  readonly all: boolean;
  readonly blocking: boolean;
  readonly filter: SessionFilter;
}

interface Found {
  readonly sessions: readonly Session[];
  readonly obstacles: readonly DropObstacle[];
}

async function show(context: TargetContext, client: pg.Client, view: View): Promise<Found> {
  const found = await find(context, client, view);
  context.print(await textOf(context, found, view));
  return found;
}

async function find(
  { target }: TargetContext,
  client: pg.Client,
  { all, blocking, filter }: View,
): Promise<Found> {
  const { listDropObstacles, listSessions } = await import("#database/sessions/sessions");
  const { database } = target.parameters;
  const every = await listSessions(client, database, { all });
  const sessions = every.filter((session) => matchesFilter(session, filter));
  const blockers = new Set(every.flatMap(({ blockedBy }) => blockedBy));
  const obstacles = await listDropObstacles(client, database);
  return {
    obstacles,
    sessions: blocking
      ? sessions.filter(({ pid, blockedBy }) => blockers.has(pid) || blockedBy.length > 0)
      : sessions,
  };
}

async function textOf({ target }: TargetContext, found: Found, view: View): Promise<string> {
  const { sessionsText } = await import("#database/sessions/text");
  const { database, user } = target.parameters;
  const { all, blocking } = view;
  const width = process.stdout.columns ?? 120;
  return sessionsText({ ...found, target, database, user, all, blocking, width });
}

const REFRESH_MS = 2_000;

/** A terminal shows the newest only; a file or a pipe gets one after the other, with `--json` a line for each. */
async function watch(context: TargetContext, client: pg.Client, view: View): Promise<Found> {
  const { requested } = context.watchInterrupt();
  let stopped = false;
  void requested.then(() => (stopped = true));
  for (;;) {
    const found = await find(context, client, view);
    const at = new Date().toISOString();
    if (context.json) {
      process.stdout.write(printable(`${JSON.stringify({ at, ...found })}\n`));
    } else {
      if (process.stdout.isTTY) process.stdout.write("\x1b[H\x1b[2J");
      context.print(`${at}\n\n${await textOf(context, found, view)}\n`);
    }
    const pause = new AbortController();
    await Promise.race([
      requested,
      delay(REFRESH_MS, undefined, { signal: pause.signal }).catch(() => {}),
    ]);
    pause.abort();
    if (stopped) return found;
  }
}

async function end(
  context: TargetContext,
  filter: SessionFilter,
  { all, yes, watch }: { readonly all: boolean; readonly yes: boolean; readonly watch: boolean },
): Promise<object> {
  if (watch) {
    throw new RefusedError(
      "--watch only shows; it cannot be combined with --end. Nothing was done.",
      "Leave one of them out.",
    );
  }
  if (!isFiltered(filter)) {
    const { optionFor } = await import("#database/connection/problem");
    throw new RefusedError(
      "--end without a filter would end every session. Nothing was done.",
      `Say which: --app NAME, --older-than 10m, --state idle, --pid NUMBER. For all of them: ${typed("db:kill-all", optionFor(context.target))}`,
    );
  }
  const { endAndTell, withSessionsClient } = await import("#database/sessions/end-and-tell");
  return withSessionsClient(context, async (client) => {
    const view = { all, blocking: false, filter };
    const found = await find(context, client, view);
    warnOfMissing(context, filter, found.sessions);
    if (context.dryRun && found.sessions.length > 0) {
      context.print(`Would end:\n${await textOf(context, found, view)}`);
    }
    const report = await endAndTell(context, client, found.sessions, { yes });
    return { sessions: found.sessions, ...report };
  });
}

/** A process number that was typed and is not there may be a slip, or a session of another database. */
function warnOfMissing(
  context: TargetContext,
  { pids = [] }: SessionFilter,
  sessions: readonly Session[],
): void {
  const missing = pids.filter((pid) => !sessions.some((session) => session.pid === pid));
  if (missing.length === 0) return;
  const { database } = context.target.parameters;
  context.note(
    `No session ${missing.join(", ")} is in ${database}; --all looks in every database.`,
  );
  context.exitCode = 1;
}

await runCommand(command, import.meta.filename);
