import { defineCommand } from "#cli/command";
import { RefusedError } from "#lib/errors";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:stop",
  summary: "Stop the embedded database server; data stays",
  on: "local",
  changes: true,
  async run({ stateDirectory, dryRun, print }) {
    const { embeddedStatus, stopEmbedded } = await import("#local/postgres/embedded");
    const { readHost } = await import("#local/state");
    const host = await readHost(stateDirectory);
    if (host?.postgres.kind === "embedded") {
      throw new RefusedError(
        `The local copy at ${host.url} uses it. Nothing was done.`,
        "Stop both: npm stop",
      );
    }
    const { pid } = await embeddedStatus({ stateDirectory });
    if (pid === undefined) print("It does not run.");
    else if (dryRun) print(`Would stop PostgreSQL (process ${pid}).`);
    else {
      await stopEmbedded({ stateDirectory });
      print("Stopped PostgreSQL.");
    }
    return { stopped: pid !== undefined && !dryRun };
  },
});

await runCommand(command, import.meta.filename);
