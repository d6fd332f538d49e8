import { defineCommand } from "#cli/command";
import { ANY_PORT, POSTGRES_OPTION, type OptionSpecs, type OptionValues } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { RefusedError } from "#lib/errors";
import type { CommandContext } from "#lib/terminal/command-context";
import { Steps, stepPrinter } from "#lib/terminal/steps";
import { forwardingFrom, type Forwarding } from "#local/access/forwarding";
import { startDetached, waitingParent } from "#local/detached";
import { HostLog } from "#local/host-log";
import { checkedLocal, choosePostgres, type PostgresChoice } from "#local/postgres/choose";
import { withLock } from "#local/postgres/lock";
import { readHost, startLock, whenForgotten, type HostRecord } from "#local/state";
import { publicRecord, selfCheckText, welcomeText, type Welcome } from "#local/welcome";

const OPTIONS = {
  port: {
    type: "value",
    value: "NUMBER",
    summary: "where the page is; the next free port when it is taken",
    parse: ANY_PORT,
    default: 4567,
  },
  postgres: POSTGRES_OPTION,
  postgresPort: {
    type: "value",
    value: "NUMBER",
    summary: "port of the embedded server, or the next free one",
    parse: ANY_PORT,
    default: 5432,
  },
  detach: { type: "flag", short: "d", summary: "run in the background; npm stop ends it" },
  check: {
    type: "flag",
    summary: "self-test: start everything in a throw-away copy, try it, end everything",
  },
  noWatch: { type: "flag", summary: "do not rebuild when a source is edited" },
} as const satisfies OptionSpecs;

type Options = OptionValues<typeof OPTIONS>;

export const command = defineCommand({
  name: "start",
  summary: "Start the whole local copy of Cruddur",
  details: "PostgreSQL, the user pool with its triggers, the functions, the API and the page.",
  examples: {
    "": "until Ctrl-C",
    "--detach": "in the background",
    "--check": "the whole journey of a new user, then everything down",
  },
  on: "local",
  options: OPTIONS,
  changes: false,
  async run(context, options) {
    if (options.check) return check(context, options);
    const { stateDirectory, note } = context;
    const choice = checkedLocal(
      choosePostgres({
        env: process.env,
        ...(options.postgres ? { flag: options.postgres } : {}),
      }),
      "Use the embedded server: npm start -- --postgres embedded. Or unset CONNECTION_URL.",
    );
    const running = await readHost(stateDirectory);
    if (running) return tellWhereItRuns(context, running, "already");
    const forwarding = forwardingFrom(process.env);
    if (!waitingParent()) note(`Using ${choice.reason}.`);
    if (!options.detach) return runUntilInterrupted(context, options, choice, forwarding);
    const words = wordsFor(options, stateDirectory);
    return tellWhereItRuns(context, await startDetached(stateDirectory, words), "detached");
  },
});

/** The options of the process in the background, which works in another directory: the state's is absolute. */
function wordsFor({ port, postgres, postgresPort, noWatch }: Options, stateDirectory: string) {
  return [
    ...["--port", String(port), "--postgres-port", String(postgresPort)],
    ...(postgres === undefined ? [] : ["--postgres", postgres]),
    ...(noWatch ? ["--no-watch"] : []),
    ...["--state-directory", stateDirectory],
  ];
}

async function check(context: CommandContext, { postgres }: Options): Promise<object> {
  if (postgres !== undefined && postgres !== "embedded") {
    throw new RefusedError(
      `The self-test signs people up and posts cruds, so it takes a database of its own, never ${postgres}'s.`,
      "Leave --postgres out: npm start -- --check",
    );
  }
  const { runSelfCheck } = await import("#local/self-check");
  const result = await runSelfCheck(context.watchInterrupt());
  context.print(selfCheckText(result));
  if (!result.ok) context.exitCode = 1;
  return result;
}

async function runUntilInterrupted(
  context: CommandContext,
  { port, postgresPort, noWatch }: Options,
  choice: PostgresChoice,
  forwarding: Forwarding,
): Promise<object> {
  const { stateDirectory, note } = context;
  const parent = waitingParent();
  const interrupt = context.watchInterrupt();
  const steps = new Steps(parent?.steps ?? stepPrinter());
  steps.stopAt(interrupt.check);
  const log = new HostLog(stateDirectory);
  log.write("host", `starting with ${choice.reason}`);
  const lock = startLock(stateDirectory);
  const notify = (message: string) => {
    note(message);
    log.write("host", message);
  };
  const start = async () => {
    // Of two that start at once, the one that waited for the lock finds the other's work done.
    const other = await readHost(stateDirectory);
    if (other) return { other };
    // Loaded here, since the process that starts another in the background needs none of it.
    const { startHost } = await import("#local/host");
    const ports = { port, postgresPort };
    const how = { postgres: choice, durable: true, watch: !noWatch };
    return startHost({ ...ports, ...how, forwarding, stateDirectory, steps, log, notify });
  };
  const host = await withLock(lock, start, interrupt.check).catch((error: unknown) => {
    // A terminal sends Ctrl-C to everything we run as well, and what then fails is not worth a word.
    interrupt.check();
    throw error;
  });
  if ("other" in host) return tellWhereItRuns(context, host.other, "already");
  if (parent) parent.ready(host.record);
  else tellWhereItRuns(context, host.record, "foreground");
  await Promise.race([interrupt.requested, whenForgotten(stateDirectory, notify)]);
  // Who starts meanwhile waits for the end, rather than find a server that is about to stop.
  await withLock(lock, () => host.close());
  log.write("host", "stopped");
  await log.close();
  return {};
}

function tellWhereItRuns(context: CommandContext, record: HostRecord, how: Welcome): object {
  context.print(welcomeText(record, how));
  context.tell(publicRecord(record));
  return {};
}

await runCommand(command, import.meta.filename);
