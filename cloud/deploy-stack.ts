import type { Env } from "#lib/environment";
import { UserError } from "#lib/errors";
import { PLACEHOLDER_ACCOUNT } from "#lib/stack-config/deployable";
import type { StackConfig } from "#lib/stack-config/stack-config";
import { checkAccount } from "./account.ts";
import { DatabaseStates, ensureAvailable } from "./database-state.ts";
import { readStackOutputs } from "./read-stack-outputs.ts";

/** Throws a UserError where this machine is signed in to no account, or to another than the stack's. */
export async function checkSignedIn(config: StackConfig): Promise<void> {
  if (config.environment === "local") return;
  if (config.accountId === PLACEHOLDER_ACCOUNT) return; // the program says what to type
  await checkAccount(config.stack, config.region, config.accountId);
}

/**
 * Starts the stack's database if it is stopped, and waits: RDS refuses every change of a stopped one, in the middle of
 * an up. A stack that has none yet is left alone.
 */
export async function startStoppedDatabase(
  config: StackConfig,
  env: Env,
  options: { readonly note: (text: string) => void; readonly check: () => void },
): Promise<void> {
  if (config.environment === "local") return;
  const identifier = await databaseOf(config, env);
  if (identifier !== undefined) await ensureAvailable(config.region, identifier, options);
}

/**
 * Makes a snapshot of the stack's database, and waits until it can be restored from. Returns its name; undefined for a
 * stack that has no database yet.
 */
export async function snapshotDatabase(config: StackConfig, env: Env): Promise<string | undefined> {
  if (config.environment === "local") return undefined;
  const identifier = await databaseOf(config, env);
  if (identifier === undefined) return undefined;
  const states = new DatabaseStates(config.region);
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const name = `${identifier}-before-migration-${time}`;
  await states.snapshot(await states.read(identifier), name);
  return name;
}

async function databaseOf(config: StackConfig, env: Env): Promise<string | undefined> {
  try {
    return (await readStackOutputs(config.stack, env)).databaseIdentifier;
  } catch (error) {
    // Before the first up there are no outputs, and no database.
    if (error instanceof UserError && /no usable output|is not up\./.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
