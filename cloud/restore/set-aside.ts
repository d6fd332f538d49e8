import { writeFile } from "node:fs/promises";
import path from "node:path";
import { withoutResources } from "#lib/restore/state-database";
import { restoreFromText } from "#lib/restore/restore-from-text";
import { resourcePrefix, type AwsConfig } from "#lib/stack-config/stack-config";
import type { StackContext } from "#lib/terminal/command-context";
import { ensureAvailable } from "../database-state.ts";
import { askPulumi, type PulumiOptions } from "../pulumi.ts";
import { keepState } from "../recovery/keep-state.ts";
import { importState } from "../recovery/state.ts";
import { withFolder } from "../recovery/take-in.ts";
import type { RestoreState } from "./restore-state.ts";
import { Servers } from "./servers.ts";

/**
 * Makes room for a restored database: the server that is there gets another name and goes out of the state, with all that it
 * has, and the stack's file says where the next one comes from. What is done already is not done again.
 *
 * @param state as it was exported
 */
export async function setAside(
  at: PulumiOptions & { readonly check: () => void },
  config: AwsConfig,
  { state, restore }: { readonly state: string; readonly restore: RestoreState },
  {
    note,
    print,
    steps,
    stateDirectory,
  }: Pick<StackContext, "note" | "print" | "steps" | "stateDirectory">,
): Promise<void> {
  const { old, kept, identifier, inState, from } = restore;
  const { region } = config;
  const waiting = { note, check: at.check };
  if (old !== undefined && kept !== undefined && old.identifier !== kept) {
    await steps.run(`Name ${kept}`, async () => {
      // RDS gives a stopped one no other name.
      await ensureAvailable(region, identifier, waiting);
      const servers = new Servers(region);
      if (config.database.proxy) await servers.deregister(`${resourcePrefix(config)}-proxy`, old);
      await servers.rename(old, kept, waiting);
    });
  }
  at.check();
  if (inState !== undefined) {
    const backup = await keepState(state, at.stack, "restore", stateDirectory);
    print(`The state of before is in ${backup}`);
    await steps.run("State without it", () =>
      withFolder(async (folder) => {
        const file = path.join(folder, "state.json");
        await writeFile(file, withoutResources(state, inState.urns), { mode: 0o600 });
        await importState(at, file);
      }),
    );
  }
  at.check();
  await askPulumi(["config", "set", "restoreFrom", restoreFromText(from)], {
    ...at,
    doing: "write the configuration of",
  });
}
