import { existsSync } from "node:fs";
import { defineCommand } from "#cli/command";
import { wholeNumber } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { RefusedError, UserError } from "#lib/errors";
import { LOG_SOURCES, logFile } from "#local/host-log";
import { followLines, lastLines } from "#local/log-tail";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "logs",
  summary: "Show the local copy's log: functions, user pool, database, host",
  examples: { "--follow": "and what comes", "--source api": "one source only" },
  on: "local",
  options: {
    follow: { type: "flag", short: "f", summary: "go on with what comes, until Ctrl-C" },
    lines: {
      type: "value",
      value: "NUMBER",
      short: "n",
      summary: "how many of the last lines",
      parse: wholeNumber(0, 999_999),
      default: 50,
    },
    source: { type: "value", value: "NAME", summary: "one source only", choices: LOG_SOURCES },
  },
  changes: false,
  async run(context, { follow, lines: count, source }) {
    if (context.json && follow) {
      throw new RefusedError(
        "--json prints one value, and --follow has no end. Nothing was done.",
        "Leave one of them out.",
      );
    }
    const file = logFile(context.stateDirectory);
    if (!existsSync(file))
      throw new UserError(`There is no log yet (${file}).`, `Type: ${typed("start")}`);
    const wanted = (line: string) => source === undefined || line.split(/\s+/)[1] === source;
    const { lines, offset } = await lastLines(file, count, wanted);
    for (const line of lines) context.print(line);
    if (!follow) return { file, lines };
    const interrupt = context.watchInterrupt();
    const stop = followLines(file, offset, (line) => wanted(line) && context.print(line));
    await interrupt.requested;
    stop();
    return {};
  },
});

await runCommand(command, import.meta.filename);
