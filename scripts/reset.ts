/**
 * Throw the local copy's data away: its database, user pool and logs. The next start makes them new.
 *
 *   npm run reset              asks first
 *   npm run reset -- --yes     does not
 *   npm run reset -- --dry-run says what would go
 */
import path from "node:path";
import { question } from "zx";
import { jsonOption, newCommand, stateDirectoryOption } from "#cli/plain-command";
import { RefusedError } from "#lib/errors";
import { runMain } from "#cli/run-main";
import { isInteractive } from "#lib/terminal";
import { planReset, reset } from "#local/reset";
import { STATE_DIRECTORY } from "#local/state";

interface Options {
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
  stateDirectory?: string;
}

/** For help, docs and completion. */
export const command = newCommand(
  "npm run reset --",
  "Throw the local copy's data away: its database, user pool and logs.",
)
  .option("-y, --yes", "do not ask")
  .option("--dry-run", "only say what would be deleted")
  .addOption(stateDirectoryOption())
  .addOption(jsonOption());

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  const stateDirectory = path.resolve(options.stateDirectory ?? STATE_DIRECTORY);
  const plan = await planReset(stateDirectory);
  const tell = (text: string) => options.json || console.log(text);
  if (plan.items.length === 0) {
    tell("There is nothing to delete.");
  } else {
    tell(`${options.dryRun ? "Would delete" : "This deletes"}:`);
    for (const item of plan.items) tell(`  ${item}`);
  }
  const isDone = plan.items.length > 0 && !options.dryRun;
  if (isDone) {
    if (!options.yes) await confirm();
    await reset(stateDirectory);
    tell("Deleted. npm start makes a new one.");
  }
  if (options.json) console.log(JSON.stringify({ deleted: isDone, items: plan.items }));
}

async function confirm(): Promise<void> {
  if (!isInteractive()) {
    throw new RefusedError(
      "Nothing was deleted: there is no terminal to ask on.",
      "If you mean it: npm run reset -- --yes",
    );
  }
  const said = await question("Type yes to delete it: ");
  if (said.trim().toLowerCase() !== "yes") throw new RefusedError("Nothing was deleted.");
}

await runMain(main, import.meta.filename);
