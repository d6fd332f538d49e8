import type { Env } from "#lib/environment";
import { UserError } from "#lib/errors";
import type { Identity } from "#lib/plan/head/plan-head";
import { PLACEHOLDER_ACCOUNT } from "#lib/stack-config/deployable";
import type { StackOutputs } from "#lib/stack-outputs";
import type { Preview } from "#lib/plan/preview";
import type { AwsConfig, StackConfig } from "#lib/stack-config/stack-config";
import type { CommandContext } from "#lib/terminal/command-context";
import { checkAccount } from "../account.ts";
import { DatabaseStates, ensureAvailable } from "../database-state.ts";
import { removeLeftoverLogs } from "./leftover-logs.ts";
import { readStackOutputs } from "../read-stack-outputs.ts";

/**
 * Who is signed in to the stack's account; undefined for a stack that needs none. Throws a UserError where this machine is
 * signed in to no account, or to another than the stack's.
 */
export async function checkSignedIn(config: StackConfig): Promise<Identity | undefined> {
  if (config.environment === "local") return undefined;
  if (config.accountId === PLACEHOLDER_ACCOUNT) return undefined; // the program says what to type
  return checkAccount(config.stack, config.region, config.accountId);
}

/** Starts the stack's database if it is stopped, and makes a snapshot of it where one is wanted, which may take minutes. */
export async function prepareDatabase(
  config: StackConfig,
  env: Env,
  {
    note,
    check,
    steps,
    wantsSnapshot,
  }: Pick<CommandContext, "note" | "steps"> & {
    readonly check: () => void;
    readonly wantsSnapshot: boolean;
  },
): Promise<void> {
  await startStoppedDatabase(config, env, { note, check });
  if (!wantsSnapshot) return;
  const name = await steps.run("Snapshot", () => snapshotDatabase(config, env));
  if (name) note(`The snapshot is ${name}. It is billed until somebody deletes it.`);
  check();
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

/**
 * Removes the log groups that a plan would make and that are there already, since a last line of an earlier stack's has
 * made them anew; it notes which. One that somebody has made is left alone: the up will say that it exists.
 */
export async function removeOrphanedLogs(
  config: StackConfig,
  { steps }: Pick<Preview, "steps">,
  note: (text: string) => void,
): Promise<void> {
  if (config.environment === "local") return;
  const names = steps.flatMap(({ op, type, new: made }) =>
    op === "create" && type === "aws:cloudwatch/logGroup:LogGroup"
      ? [String(made?.inputs["name"])]
      : [],
  );
  if (names.length > 0) await removeLeftoverLogs(config.region, names, note);
}

/** The outputs outlive a database that was set aside, or deleted by hand. */
async function databaseOf(config: AwsConfig, env: Env): Promise<string | undefined> {
  const identifier = (await outputsOf(config, env))?.databaseIdentifier;
  if (identifier === undefined) return undefined;
  return (await new DatabaseStates(config.region).find(identifier))?.identifier;
}

/** The stack's outputs; undefined where there are none, or they are an older version's: before an up. */
export async function outputsOf(config: StackConfig, env: Env): Promise<StackOutputs | undefined> {
  try {
    return await readStackOutputs(config.stack, env);
  } catch (error) {
    if (error instanceof UserError && /no usable output|is not up\./.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
