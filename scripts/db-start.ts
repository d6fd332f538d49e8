import { defineCommand } from "#cli/command";
import { ANY_PORT } from "#cli/options";
import { runCommand } from "#cli/run-command";
import type { EmbeddedServer } from "#local/postgres/embedded";

export const command = defineCommand({
  name: "db:start",
  summary: "Start the local copy's database server, or find it running",
  details:
    "The embedded one, or that in Docker when the last start used it. It goes on in the background until db:stop or " +
    "npm stop. Other chores start it by themselves.",
  on: "local",
  options: {
    port: {
      type: "value",
      value: "NUMBER",
      summary: "its port, or the next free one",
      parse: ANY_PORT,
      defaultText: "the one it had, or 5432",
    },
  },
  changes: true,
  async run({ stateDirectory, dryRun, steps, note, print }, { port }) {
    const { ownStatus } = await import("#local/own-server");
    const { openPostgres } = await import("#local/postgres/open");
    const before = await ownStatus(stateDirectory);
    if (dryRun) {
      print(
        before.running
          ? `It runs already, on port ${before.port}.`
          : `Would start it on port ${port ?? "that it had, or on 5432"}.`,
      );
      return before;
    }
    const { kind } = before;
    const step = (name: string, work: () => Promise<void>) => steps.run(name, work);
    const server = await steps.run("PostgreSQL", () =>
      openPostgres(
        { kind, reason: "" },
        { stateDirectory, ...(port === undefined ? {} : { port }), onProgress: note, step },
      ),
    );
    print(`${before.running ? "It ran already" : "Started"}: ${server.describe()}`);
    const { pid } = server as Partial<EmbeddedServer>;
    return { started: !before.running, kind, pid, port: server.port, version: server.version };
  },
});

await runCommand(command, import.meta.filename);
