/**
 * End the local copy: the host and the embedded database server. Data stays.
 *
 *   npm stop
 */
import path from "node:path";
import { stateDirectoryOption, newCommand, jsonOption } from "#cli/plain-command";
import { runMain } from "#cli/run-main";
import { stopEverything } from "#local/stop";
import { STATE_DIRECTORY } from "#local/state";

/** For help, docs and completion. */
export const command = newCommand(
  "npm stop --",
  "End the local copy: the host and the embedded database server. Data stays.",
)
  .addOption(stateDirectoryOption())
  .addOption(jsonOption());

async function main(): Promise<void> {
  const { stateDirectory, json } = command
    .parse()
    .opts<{ stateDirectory?: string; json?: boolean }>();
  const stopped = await stopEverything(path.resolve(stateDirectory ?? STATE_DIRECTORY));
  if (json) console.log(JSON.stringify(stopped));
  else {
    const what = [...(stopped.host ? ["the host"] : []), ...(stopped.server ? ["PostgreSQL"] : [])];
    console.log(what.length === 0 ? "Nothing was running." : `Stopped ${what.join(" and ")}.`);
  }
}

await runMain(main, import.meta.filename);
