/**
 * Show whether the local copy runs, where, and how it is. Exit code 0 when it runs and answers, 1 otherwise.
 *
 *   npm run status [-- --json]
 */
import path from "node:path";
import { jsonOption, newCommand, stateDirectoryOption } from "#cli/plain-command";
import { runMain } from "#cli/run-main";
import { paint } from "#lib/terminal";
import { STATE_DIRECTORY } from "#local/state";
import { localStatus, type LocalStatus } from "#local/status";

/** For help, docs and completion. */
export const command = newCommand(
  "npm run status --",
  "Show whether the local copy runs, where, and how it is.",
)
  .addOption(stateDirectoryOption())
  .addOption(jsonOption());

async function main(): Promise<number> {
  const { stateDirectory, json } = command
    .parse()
    .opts<{ stateDirectory?: string; json?: boolean }>();
  const status = await localStatus(path.resolve(stateDirectory ?? STATE_DIRECTORY));
  if (json) console.log(JSON.stringify(status));
  else print(status);
  return status.healthy ? 0 : 1;
}

function print({ host, healthy, health, postgres }: LocalStatus): void {
  const mark = (ok: boolean) => (ok ? paint.green("✓") : paint.red("✗"));
  if (!host) {
    console.log(`${mark(false)} Cruddur does not run. Type: npm start`);
  } else {
    console.log(
      `${mark(healthy)} Cruddur  ${host.url}  since ${host.startedAt} (process ${host.pid})`,
    );
    console.log(`${mark(healthy)} API      ${health ?? "no answer"}`);
  }
  console.log(`${mark(postgres.running)} Database ${postgres.description}`);
}

await runMain(main, import.meta.filename);
