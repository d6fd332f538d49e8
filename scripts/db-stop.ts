import { defineCommand } from "#cli/command";
import { RefusedError } from "#lib/errors";
import { runCommand } from "#cli/run-command";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "db:stop",
  summary: "Stop the local copy's database server; data stays",
  on: "local",
  changes: true,
  async run({ stateDirectory, dryRun, print }) {
    const { describeOwn, ownStatus, stopOwn } = await import("#local/own-server");
    const { readHost } = await import("#local/state");
    const host = await readHost(stateDirectory);
    const status = await ownStatus(stateDirectory);
    if (host?.postgres.kind === status.kind) {
      throw new RefusedError(
        `The local copy at ${host.url} uses it. Nothing was done.`,
        `Stop both: ${typed("stop")}`,
      );
    }
    const runs = status.port !== undefined; // whether or not it answers
    if (!runs) print("It does not run.");
    else if (dryRun) print(`Would stop ${describeOwn(status)}.`);
    else {
      await stopOwn(status.kind, stateDirectory);
      print("Stopped PostgreSQL.");
    }
    return { stopped: runs && !dryRun };
  },
});

await runCommand(command, import.meta.filename);
