import { defineCommand } from "#cli/command";
import {
  ANY_PORT,
  CONFIRM_OPTION,
  POSTGRES_OPTION,
  type OptionSpecs,
  type OptionValues,
} from "#cli/options";
import { runCommand } from "#cli/run-command";
import { RefusedError } from "#lib/errors";
import type { CommandContext } from "#lib/terminal/command-context";
import { Steps, stepPrinter } from "#lib/terminal/steps";
import { forwardingFrom, type Forwarding } from "#local/access/forwarding";
import { isUnspecified, LOOPBACK, parseAddress, requireListening } from "#local/access/listening";
import { isDetached, startDetached, waitingParent } from "#local/detached";
import { HostLog } from "#local/host-log";
import { checkedLocal, choosePostgres, type PostgresChoice } from "#local/postgres/choose";
import { ownInstead } from "#local/own-server";
import { embeddedStatus } from "#local/postgres/embedded";
import { typed } from "#lib/terminal/typed";
import { readDockerRecord } from "#local/postgres/docker/record";
import { withLock } from "#local/postgres/lock";
import { takeStateDirectory } from "#local/state-directory/take";
import { readHost, startLock, whenUnwanted, type HostRecord } from "#local/state";
import { publicRecord, selfCheckText, welcomeText, type Welcome } from "#local/welcome";

const OPTIONS = {
  port: {
    type: "value",
    value: "NUMBER",
    summary: "where the page is; the next free port when it is taken",
    parse: ANY_PORT,
    default: 4567,
  },
  host: {
    type: "value",
    value: "ADDRESS",
    summary: "where others reach the page too; 0.0.0.0 is every address of this machine",
    parse: parseAddress,
    default: LOOPBACK,
  },
  confirm: {
    ...CONFIRM_OPTION,
    value: "ADDRESS",
    summary: "the address of --host, as consent to let everybody there in",
  },
  postgres: POSTGRES_OPTION,
  postgresPort: {
    type: "value",
    value: "NUMBER",
    summary:
      "port of the database server, unless it is external; the next free one when it is taken",
    parse: ANY_PORT,
    defaultText: "5432",
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
    "--host 0.0.0.0": "also for other machines, after a warning",
    "--check": "the whole journey of a new user, then everything down",
  },
  on: "local",
  options: OPTIONS,
  changes: false,
  async run(context, options) {
    if (options.check) return check(context, options);
    const { stateDirectory, note } = context;
    const chosen = checkedLocal(
      choosePostgres({
        env: process.env,
        ...(options.postgres ? { flag: options.postgres } : {}),
      }),
      `Use the embedded server: ${typed("start", "--postgres embedded")}. Or unset CONNECTION_URL.`,
    );
    await takeStateDirectory(stateDirectory);
    const choice = await ownInstead(chosen, { stateDirectory });
    const running = await readHost(stateDirectory);
    await tellOfOtherPort(context, options, choice, running);
    if (running) return tellOfRunning(context, checkedAsWanted(running, options));
    const forwarding = forwardingFrom(process.env);
    await requireListening(options.host, { ...options, interactive: context.interactive });
    if (!isDetached()) {
      note(`Using ${choice.reason}.`);
      const isOther =
        choice.kind === "embedded" && (await readDockerRecord(stateDirectory))?.isChosen;
      if (isOther)
        note(`The last start's database is in Docker: ${typed("start", "--postgres docker")}`);
    }
    if (!options.detach) return runUntilInterrupted(context, options, choice, forwarding);
    const words = wordsFor(options, stateDirectory);
    return tellWhereItRuns(context, await startDetached(stateDirectory, words), "detached");
  },
});

/** The options of the process in the background, which works in another directory: the state's is absolute. */
function wordsFor(options: Options, stateDirectory: string) {
  const { port, host, postgres, postgresPort, noWatch } = options;
  return [
    ...["--port", String(port)],
    ...(postgresPort === undefined ? [] : ["--postgres-port", String(postgresPort)]),
    ...["--host", host, "--confirm", host], // consent was asked for here
    ...(postgres === undefined ? [] : ["--postgres", postgres]),
    ...(noWatch ? ["--no-watch"] : []),
    ...["--state-directory", stateDirectory],
  ];
}

async function check(
  context: CommandContext,
  { postgres = "embedded", host }: Options,
): Promise<object> {
  if (host !== LOOPBACK) {
    throw new RefusedError(
      `The self-test is by itself on ${LOOPBACK}, never on ${host}.`,
      `Leave --host out: ${typed("start", "--check")}`,
    );
  }
  if (postgres === "external") {
    throw new RefusedError(
      "The self-test signs people up and posts cruds, so it takes a database of its own, never CONNECTION_URL's.",
      `Leave --postgres out: ${typed("start", "--check")}`,
    );
  }
  const { runSelfCheck } = await import("#local/self-check");
  const result = await runSelfCheck(postgres, context.watchInterrupt());
  context.print(selfCheckText(result));
  if (!result.ok) context.exitCode = 1;
  return result;
}

async function runUntilInterrupted(
  context: CommandContext,
  { port, host: address, postgres, postgresPort, noWatch }: Options,
  choice: PostgresChoice,
  forwarding: Forwarding,
): Promise<object> {
  const { stateDirectory, note } = context;
  const interrupt = context.watchInterrupt();
  const parent = waitingParent();
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
    const ports = { port, postgresPort: postgresPort ?? 5432 };
    const how = { postgres: choice, durable: true, watch: !noWatch };
    const reach = { address, forwarding, interrupted: interrupt.requested };
    return startHost({ ...ports, ...how, ...reach, stateDirectory, steps, log, notify });
  };
  const host = await withLock(lock, start, interrupt.check).catch((error: unknown) => {
    // A terminal sends Ctrl-C to everything we run as well, and what then fails is not worth a word.
    interrupt.check();
    throw error;
  });
  if ("other" in host) {
    return tellWhereItRuns(
      context,
      checkedAsWanted(host.other, { host: address, postgres }),
      "already",
    );
  }
  if (parent) parent.ready(host.record);
  else tellWhereItRuns(context, host.record, "foreground");
  await Promise.race([interrupt.requested, whenUnwanted(stateDirectory, notify)]);
  // Who starts meanwhile waits for the end, rather than find a server that is about to stop.
  await withLock(lock, () => host.close());
  log.write("host", "stopped");
  await log.close();
  return {};
}

/** The running copy, when it is what the options ask for. Throws a RefusedError otherwise. */
function checkedAsWanted(
  record: HostRecord,
  { host, postgres }: Pick<Options, "host" | "postgres">,
): HostRecord {
  const { address, url } = record;
  const isThere = [LOOPBACK, address].includes(host) || isUnspecified(address);
  const { kind, description } = record.postgres;
  const hasIt = postgres === undefined || postgres === kind;
  if (isThere && hasIt) return record;
  throw new RefusedError(
    `Cruddur runs already, at ${url}, ${isThere ? `on ${description}` : `and not on ${host}`}. Nothing was changed.`,
    `To have it otherwise, end it first: ${typed("stop")}`,
  );
}

/** A server that runs stays where it is. */
async function tellOfOtherPort(
  { stateDirectory, note }: CommandContext,
  { postgresPort }: Options,
  { kind }: PostgresChoice,
  running: HostRecord | undefined,
): Promise<void> {
  if (postgresPort === undefined || isDetached()) return;
  if ((running?.postgres.kind ?? kind) === "external") return;
  const isOurs = !running && kind === "embedded";
  const found = isOurs ? (await embeddedStatus({ stateDirectory })).port : running?.postgres.port;
  if (found === undefined || found === postgresPort) return;
  const end = typed(running ? "stop" : "db:stop");
  note(
    `The database server runs already, on port ${found}, and stays there. To have it on ${postgresPort}: ${end}, then npm start as now.`,
  );
}

/** It was started before, and may have lost its database since. */
async function tellOfRunning(context: CommandContext, record: HostRecord): Promise<object> {
  const { askHealth } = await import("#local/status");
  const { ok, text } = await askHealth(record.url);
  if (!ok) context.exitCode = 1;
  tellWhereItRuns(context, record, "already");
  if (!ok) context.note(`✗ The API is not well: ${text}`);
  return {};
}

function tellWhereItRuns(context: CommandContext, record: HostRecord, how: Welcome): object {
  context.print(welcomeText(record, how));
  context.tell(publicRecord(record));
  return {};
}

await runCommand(command, import.meta.filename);
