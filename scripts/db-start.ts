import { defineLocalChore } from "#cli/command";
import { parsePort } from "#cli/plain-command";
import { runChore } from "#cli/run-command";

export const chore = defineLocalChore({
  name: "db:start",
  summary: "Start the embedded database server, or find it running",
  details:
    "It goes on in the background until db:stop or npm stop. Other chores start it by themselves.",
  options: {
    port: {
      type: "value",
      value: "NUMBER",
      summary: "its port, or the next free one",
      parse: parsePort,
      default: 5432,
    },
  },
  changes: true,
  async run({ stateDirectory, dryRun, steps, note, print }, { port }) {
    const { embeddedStatus, startEmbedded } = await import("#local/postgres/embedded");
    const before = await embeddedStatus({ stateDirectory });
    if (dryRun) {
      print(
        before.running
          ? `It runs already, on port ${before.port}.`
          : `Would start it on port ${port}.`,
      );
      return before;
    }
    const server = await steps.run("PostgreSQL", () =>
      startEmbedded({ stateDirectory, port, onProgress: note }),
    );
    print(`${before.running ? "It ran already" : "Started"}: ${server.describe()}`);
    return {
      started: !before.running,
      pid: server.pid,
      port: server.port,
      version: server.version,
    };
  },
});

await runChore(chore, import.meta.filename);
