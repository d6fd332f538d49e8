import { defineCommand } from "#cli/command";
import { paint } from "#lib/terminal";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:status",
  summary: "Show whether the embedded database server runs, and where",
  details: "Exit code 0 when it runs and answers, 1 otherwise.",
  on: "local",
  changes: false,
  async run(context) {
    const { embeddedStatus } = await import("#local/postgres/embedded");
    const status = await embeddedStatus({ stateDirectory: context.stateDirectory });
    const { running, crashed, dataDirectory } = status;
    if (!running) context.exitCode = 1;
    const stopped = dataDirectory === undefined ? "has not been made yet" : "is stopped";
    const text = running
      ? `runs: version ${status.version} on 127.0.0.1:${status.port} (process ${status.pid})`
      : crashed
        ? "ended without being told to; the next start recovers it. Type: npm run db:start"
        : `${stopped}. Type: npm run db:start`;
    context.print(`${running ? paint.green("✓") : paint.red("✗")} PostgreSQL ${text}`);
    return status;
  },
});

await runCommand(command, import.meta.filename);
