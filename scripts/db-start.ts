import { defineCommand } from "#cli/command";
import { ANY_PORT } from "#cli/options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:start",
  summary: "Start the embedded database server, or find it running",
  details:
    "It goes on in the background until db:stop or npm stop. Other chores start it by themselves.",
  on: "local",
  options: {
    port: {
      type: "value",
      value: "NUMBER",
      summary: "its port, or the next free one",
      parse: ANY_PORT,
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

await runCommand(command, import.meta.filename);
