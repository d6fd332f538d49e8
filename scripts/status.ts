import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { paint } from "#lib/terminal";
import { pageOf } from "#local/state";
import type { LocalStatus } from "#local/status";

export const command = defineCommand({
  name: "status",
  summary: "Show whether the local copy runs, where, and how it is",
  details: "Exit code 0 when it runs and answers, 1 otherwise.",
  on: "local",
  changes: false,
  async run(context) {
    const { localStatus } = await import("#local/status");
    const status = await localStatus(context.stateDirectory);
    const { startLine } = await import("#local/own-server");
    const start = await startLine(context.stateDirectory);
    for (const line of linesOf(status, start)) context.print(line);
    if (!status.healthy) context.exitCode = 1;
    return status;
  },
});

function linesOf(status: LocalStatus, start: string): string[] {
  const { host, healthy, health, mailbox, postgres } = status;
  const mark = (ok: boolean) => (ok ? paint.green("✓") : paint.red("✗"));
  const started = `since ${host?.startedAt} (process ${host?.pid})`;
  return [
    ...(host
      ? [
          `${mark(healthy)} Cruddur  ${pageOf(host)}  ${started}`,
          `${mark(healthy)} Mailbox  ${mailbox}`,
          `${mark(healthy)} API      ${health ?? "no answer"}`,
        ]
      : [`${mark(false)} Cruddur does not run. Type: ${start}`]),
    `${mark(postgres.running)} Database ${postgres.description}`,
  ];
}

await runCommand(command, import.meta.filename);
