import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "stop",
  summary: "End the local copy: the host and its database server; data stays",
  on: "local",
  changes: false,
  async run({ stateDirectory, print }) {
    const { stopEverything } = await import("#local/stop");
    const stopped = await stopEverything(stateDirectory);
    const what = [...(stopped.host ? ["the host"] : []), ...(stopped.server ? ["PostgreSQL"] : [])];
    print(what.length === 0 ? "Nothing was running." : `Stopped ${what.join(" and ")}.`);
    if (stopped.goesOn) print(stopped.goesOn);
    return stopped;
  },
});

await runCommand(command, import.meta.filename);
