/**
 * Start the whole local copy: PostgreSQL, the user pool with its triggers, the functions, the API and the page.
 *
 *   npm start                 until Ctrl-C
 *   npm start -- --detach     in the background; npm stop ends it
 *   npm start -- --check      a self-test in a throw-away copy: the whole journey, then everything down
 */
import path from "node:path";
import { Option } from "commander";
import { jsonOption, newCommand, parsePort, stateDirectoryOption } from "#cli/plain-command";
import { RefusedError } from "#lib/errors";
import { onInterrupt } from "#lib/terminal/interrupt";
import { runMain } from "#cli/run-main";
import { Steps, stepPrinter } from "#lib/terminal/steps";
import { startDetached, waitingParent } from "#local/detached";
import { HostLog } from "#local/host-log";
import { checkedLocal, choosePostgres, type PostgresChoice } from "#local/postgres/choose";
import { withLock } from "#local/postgres/lock";
import type { PostgresKind } from "#local/postgres/server";
import { readHost, startLock, STATE_DIRECTORY, whenForgotten, type HostRecord } from "#local/state";
import { printSelfCheck, printWelcome } from "#local/welcome";

interface Options {
  port: number;
  postgres?: PostgresKind;
  postgresPort: number;
  detach?: boolean;
  check?: boolean;
  watch: boolean;
  json?: boolean;
  stateDirectory?: string;
}

/** For help, docs and completion. */
export const command = newCommand("npm start --", "Start the whole local copy of Cruddur.")
  .option(
    "--port <number>",
    "where the page is; the next free port when it is taken",
    parsePort,
    4567,
  )
  .addOption(
    new Option(
      "--postgres <kind>",
      "which server: embedded, docker (compose.yaml) or external (CONNECTION_URL)",
    )
      .choices(["embedded", "docker", "external"])
      .default(undefined, "external when CONNECTION_URL is set, otherwise embedded"),
  )
  .option(
    "--postgres-port <number>",
    "port of the embedded server, or the next free one",
    parsePort,
    5432,
  )
  .option("-d, --detach", "run in the background; npm stop ends it")
  .option("--check", "self-test: start everything in a throw-away copy, try it, end everything")
  .option("--no-watch", "do not rebuild when a source is edited")
  .addOption(stateDirectoryOption())
  .addOption(jsonOption());

function parseOptions(): Options {
  return command.parse().opts<Options>();
}

async function main(): Promise<number> {
  const options = parseOptions();
  const stateDirectory = path.resolve(options.stateDirectory ?? STATE_DIRECTORY);
  if (options.check) return check(options);
  const choice = checkedLocal(
    choosePostgres({
      env: process.env,
      ...(options.postgres ? { flag: options.postgres } : {}),
    }),
    "Use the embedded server: npm start -- --postgres embedded. Or unset CONNECTION_URL.",
  );

  const running = await readHost(stateDirectory);
  if (running) return tellWhereItRuns(running, options);
  if (!waitingParent()) console.error(`Using ${choice.reason}.`);
  if (options.detach) {
    const background = process.argv
      .slice(2)
      .filter((word) => !["-d", "--detach", "--json"].includes(word))
      // Made absolute, as the last one counts: the background process works in another directory.
      .concat("--state-directory", stateDirectory);
    printWelcome(await startDetached(stateDirectory, background), { ...options, how: "detached" });
    return 0;
  }
  return runUntilInterrupted(options, stateDirectory, choice);
}

async function check(options: Options): Promise<number> {
  if (options.postgres && options.postgres !== "embedded") {
    throw new RefusedError(
      `The self-test signs people up and posts cruds, so it takes a database of its own, never ${options.postgres}'s.`,
      "Leave --postgres out: npm start -- --check",
    );
  }
  const { runSelfCheck } = await import("#local/self-check");
  const result = await runSelfCheck(onInterrupt());
  printSelfCheck(result, options.json === true);
  return result.ok ? 0 : 1;
}

async function runUntilInterrupted(
  options: Options,
  stateDirectory: string,
  choice: PostgresChoice,
): Promise<number> {
  const parent = waitingParent();
  const interrupt = onInterrupt(() => console.error("\nStopping …"));
  const steps = new Steps(parent?.steps ?? stepPrinter());
  steps.stopAt(interrupt.check);
  const log = new HostLog(stateDirectory);
  log.write("host", `starting with ${choice.reason}`);
  const lock = startLock(stateDirectory);
  const notify = (message: string) => {
    console.error(message);
    log.write("host", message);
  };
  const start = async () => {
    // Of two that start at once, the one that waited for the lock finds the other's work done.
    const other = await readHost(stateDirectory);
    if (other) return { other };
    // Loaded here, since the process that starts another in the background needs none of it.
    const { startHost } = await import("#local/host");
    const durable = true;
    return startHost({ ...options, stateDirectory, postgres: choice, durable, steps, log, notify });
  };
  const host = await withLock(lock, start, interrupt.check).catch((error: unknown) => {
    // A terminal sends Ctrl-C to everything we run as well, and what then fails is not worth a word.
    interrupt.check();
    throw error;
  });
  if ("other" in host) return tellWhereItRuns(host.other, options);
  if (parent) parent.ready(host.record);
  else printWelcome(host.record, { ...options, how: "foreground" });
  await Promise.race([interrupt.requested, whenForgotten(stateDirectory, notify)]);
  // Who starts meanwhile waits for the end, rather than find a server that is about to stop.
  await withLock(lock, () => host.close());
  log.write("host", "stopped");
  await log.close();
  return 0;
}

function tellWhereItRuns(record: HostRecord, options: Options): number {
  printWelcome(record, { ...options, how: "already" });
  return 0;
}

await runMain(main, import.meta.filename);
