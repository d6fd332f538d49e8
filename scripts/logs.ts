/**
 * Show the local copy's log: functions, user pool, database, host.
 *
 *   npm run logs                     the last 50 lines
 *   npm run logs -- --follow         and what comes
 *   npm run logs -- --source api     one source only
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { newCommand, stateDirectoryOption } from "#cli/plain-command";
import { UserError } from "#lib/errors";
import { onInterrupt } from "#lib/terminal/interrupt";
import { runMain } from "#cli/run-main";
import { LOG_SOURCES, logFile } from "#local/host-log";
import { followLines, lastLines } from "#local/log-tail";
import { STATE_DIRECTORY } from "#local/state";

interface Options {
  follow?: boolean;
  lines: number;
  source?: string;
  stateDirectory?: string;
}

function parseLines(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number of lines.");
}

/** For help, docs and completion. */
export const command = newCommand("npm run logs --", "Show the local copy's log.")
  .option("-f, --follow", "go on with what comes, until Ctrl-C")
  .option("-n, --lines <number>", "how many of the last lines", parseLines, 50)
  .addOption(new Option("--source <name>", "one source only").choices(LOG_SOURCES))
  .addOption(stateDirectoryOption());

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  const file = logFile(path.resolve(options.stateDirectory ?? STATE_DIRECTORY));
  if (!existsSync(file)) throw new UserError(`There is no log yet (${file}).`, "Type: npm start");
  const wanted = (line: string) => !options.source || line.split(/\s+/)[1] === options.source;
  const { lines, offset } = await lastLines(file, options.lines, wanted);
  for (const line of lines) console.log(line);
  if (!options.follow) return;
  const interrupt = onInterrupt();
  const stop = followLines(file, offset, (line) => wanted(line) && console.log(line));
  await interrupt.requested;
  stop();
}

await runMain(main, import.meta.filename);
