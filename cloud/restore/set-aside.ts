import { writeFile } from "node:fs/promises";
import path from "node:path";
import { RefusedError } from "#lib/errors";
import { withoutResources } from "#lib/restore/state-database";
import { restoreFromText } from "#lib/restore/restore-from-text";
import { resourcePrefix, type AwsConfig } from "#lib/stack-config/stack-config";
import type { StackContext } from "#lib/terminal/command-context";
import { typedAgain } from "#lib/terminal/typed";
import { ensureAvailable } from "../database-state.ts";
import { askPulumi, type PulumiOptions } from "../pulumi.ts";
import { keepState } from "../recovery/keep-state.ts";
import { exportState, importState, refusePending } from "../recovery/state.ts";
import { withFolder } from "../recovery/take-in.ts";
import type { RestoreState } from "./restore-state.ts";
import { Servers } from "./servers.ts";

/** Steps that may be interrupted, on one stack. */
type At = PulumiOptions & { readonly check: () => void };

/**
 * Begins a restore, before the server is touched: the stack's file says where the next one comes from, so that the guard refuses a
 * plain deploy from here on. Throws where somebody else's up is running, or has been since the state was read.
 *
 * @param state as it was exported
 */
export async function beginRestore(
  at: At,
  state: string,
  { old, kept, from }: RestoreState,
): Promise<void> {
  if (old?.identifier !== kept) {
    if ((await exportState(at)) !== state) {
      throw new RefusedError(
        `The state of stack ${at.stack} was changed since it was read. Nothing was done.`,
        "Type the command again: it looks anew.",
      );
    }
    // As it is: an import takes Pulumi's lock, and a lock that is another's is to be met now.
    await replaceState(at, state);
  }
  at.check();
  await askPulumi(["config", "set", "restoreFrom", restoreFromText(from)], {
    ...at,
    doing: "write the configuration of",
  });
}

/**
 * Makes room for a restored database: the server that is there gets another name and goes out of the state, with all that it
 * has. What is done already is not done again.
 */
export async function setAside(
  at: At,
  config: AwsConfig,
  { old, kept, identifier, inState }: RestoreState,
  {
    note,
    print,
    steps,
    stateDirectory,
  }: Pick<StackContext, "note" | "print" | "steps" | "stateDirectory">,
): Promise<void> {
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
  if (inState === undefined) return;
  const state = await exportState(at);
  refusePending(state, at.stack);
  const backup = await keepState(state, at.stack, "restore", stateDirectory);
  print(`The state of before is in ${backup}`);
  await steps.run("State without it", () =>
    replaceState(at, withoutResources(state, inState.urns)),
  );
  at.check();
}

const replaceState = (at: PulumiOptions, state: string): Promise<void> =>
  withFolder(async (folder) => {
    const file = path.join(folder, "state.json");
    await writeFile(file, state, { mode: 0o600 });
    await importState(at, file);
  });

/** Does what follows upon `beginRestore`; where it fails or is interrupted, it says how things stand and how to go on. */
export async function withWayOn<T>(
  { kept }: RestoreState,
  { note, stack }: Pick<StackContext, "note" | "stack">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const before = kept === undefined ? "" : `its database of before gets the name ${kept}, and `;
    note(
      `! Stack ${stack} is in the middle of a restore: ${before}nothing answers until the new one is up.`,
    );
    const words = [
      ["--target", stack],
      ["--confirm", stack],
    ] as const;
    note(`! To go on, once what stopped it is mended: ${typedAgain("rds:restore", words)}`);
    throw error;
  }
}
