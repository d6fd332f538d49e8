import { defineCommand } from "#cli/command";
import { paint } from "#lib/terminal";
import { runCommand } from "#cli/run-command";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "db:status",
  summary: "Show whether the local copy's database server runs, and where",
  details: "Exit code 0 when it runs and answers, 1 otherwise.",
  on: "local",
  changes: false,
  async run(context) {
    const { describeOwn, ownStatus } = await import("#local/own-server");
    const status = await ownStatus(context.stateDirectory);
    const { kind, running } = status;
    if (!running) context.exitCode = 1;
    const where = kind === "docker" ? `project ${status.project}` : `process ${status.pid}`;
    const isUnknown = kind === "docker" && status.problem !== undefined;
    const remedy = isUnknown ? "" : `. Type: ${typed("db:start")}`;
    const rest = running ? ` (${where})` : remedy;
    context.print(`${running ? paint.green("✓") : paint.red("✗")} ${describeOwn(status)}${rest}`);
    return status;
  },
});

await runCommand(command, import.meta.filename);
