import { defineCommand } from "#cli/command";
import { YES_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { RefusedError } from "#lib/errors";
import type { CommandContext } from "#lib/terminal/command-context";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "reset",
  summary: "Throw the local copy's data away: its database, user pool and logs",
  details: "It asks first. The next start makes them new.",
  on: "local",
  options: { yes: YES_OPTION },
  changes: true,
  async run(context, { yes }) {
    const { planReset, reset } = await import("#local/reset");
    const { dryRun, stateDirectory, print } = context;
    const { items, running } = await planReset(stateDirectory);
    if (items.length === 0) print("There is nothing to delete.");
    else {
      if (running) print(`${dryRun ? "Would stop" : "This stops"} ${running} first.`);
      print([`${dryRun ? "Would delete" : "This deletes"}:`, ...items].join("\n  "));
    }
    if (dryRun || items.length === 0) return { deleted: false, items };
    if (!yes) await requireConsent(context);
    await reset(stateDirectory);
    print(`Deleted. ${typed("start")} makes a new one.`);
    return { deleted: true, items };
  },
});

async function requireConsent({ interactive }: CommandContext): Promise<void> {
  if (!interactive) {
    throw new RefusedError(
      "Nothing was deleted: there is no terminal to ask on.",
      `If you mean it: ${typed("reset", "--yes")}`,
    );
  }
  const { ask } = await import("#lib/terminal/ask");
  const said = await ask("Type yes to delete it: ");
  if (said.toLowerCase() !== "yes")
    throw new RefusedError("Nothing was deleted.", `If you mean it: ${typed("reset", "--yes")}`);
}

await runCommand(command, import.meta.filename);
