import type { Env } from "#lib/environment";
import { UserError } from "#lib/errors";
import { stackDriftIn, type StackDrift } from "#lib/plan/stack-drift";
import type { StackConfig } from "#lib/stack-config/stack-config";
import { probe } from "#lib/tcp-probe";
import type { CommandContext } from "#lib/terminal/command-context";
import { previewOf, type PulumiOptions } from "./pulumi.ts";
import { readStackOutputs } from "./read-stack-outputs.ts";

/** Looks at what a refresh would find, and changes nothing. Throws a UserError that says what stands in its way. */
export async function lookForDrift(
  config: StackConfig,
  at: PulumiOptions,
  steps: CommandContext["steps"],
): Promise<StackDrift> {
  await steps.run("Database", () => requireDatabaseAnswer(config, at.env));
  return stackDriftIn(await steps.run("Refresh, as a preview", () => previewOf(at, "refresh")));
}

/**
 * Throws a UserError where the database of a stack is public and its port does not answer, at once: a refresh asks it
 * for each role and each privilege, and the provider waits anew each time. A stack without a public database is let by.
 */
async function requireDatabaseAnswer(config: StackConfig, env: Env): Promise<void> {
  if (config.environment === "local" || !config.database.publicAccess) return;
  const { stack } = config;
  const { databaseHost: host, databasePort: port } = await readStackOutputs(stack, env);
  const found = await probe(host, port, { patienceMs: 0 });
  if (found === "open") return;
  throw new UserError(
    `The database of stack ${stack} does not answer at ${host}:${port} (${found}). Its roles and privileges cannot be looked at.`,
    `Start it and let your address in, then type the command again:\nnpm run rds:start -- --target ${stack}\nnpm run dev-ip:open -- --target ${stack}`,
  );
}
