import { defineLocalChore } from "#cli/command";
import { RefusedError } from "#lib/errors";
import { runChore } from "#cli/run-command";

export const chore = defineLocalChore({
  name: "db:stop",
  summary: "Stop the embedded database server; data stays",
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

await runChore(chore, import.meta.filename);
