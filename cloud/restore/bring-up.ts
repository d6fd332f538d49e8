import { RefusedError } from "#lib/errors";
import { isSettled } from "#lib/plan/changes";
import { nextLines } from "#lib/plan/next-steps";
import { TYPES } from "#lib/policies/resource-types";
import { ROOT } from "#lib/root";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import type { StackOutputs } from "#lib/stack-outputs";
import { restoredLines } from "#lib/restore/restored-text";
import { restoreFromText } from "#lib/restore/restore-from-text";
import { readStackFile } from "#lib/stack-config/stack-file";
import type { StackContext } from "#lib/terminal/command-context";
import { outputsOf } from "../deploy/deploy-stack.ts";
import { showPlan } from "../deploy/show-plan.ts";
import { applyPlan, planStack } from "../deploy/stack-plan.ts";
import { whatNow } from "../deploy/what-now.ts";
import { invokeMigrator } from "../invoke-migrator.ts";
import type { PulumiOptions } from "../pulumi.ts";
import type { RestoreState } from "./restore-state.ts";

/** RDS takes some settings of a restored server with its next change only. */
const ROUNDS = 3;

/**
 * Deploys a stack whose database is to come from elsewhere, until nothing is left to change. Each plan is shown and judged as a
 * deploy's is; consent was given before.
 *
 * @returns addresses and commands, as a deploy tells them
 */
export async function bringUpRestored(
  at: PulumiOptions & { readonly check: () => void },
  restore: RestoreState,
  { json, note, print, stack, steps }: StackContext,
): Promise<object> {
  for (let round = 1; ; round += 1) {
    const plan = await steps.run("Plan", () => planStack(at));
    if (isSettled(plan.preview)) break;
    const { changes } = showPlan(plan.preview, [], { note, print, stack });
    const made = changes.filter(
      ({ change, type }) =>
        change === "create" && (type === TYPES.instance || type === TYPES.cluster),
    );
    if (round === 1 && !restore.isMade && made.length !== 1) {
      throw new RefusedError(
        `The plan makes ${made.length} databases, not one. It was not applied; what is done so far stays.`,
        `See it: npm run deploy -- --target ${stack} --dry-run`,
      );
    }
    if (round > ROUNDS) break;
    at.check();
    await applyPlan(plan, { ...at, json });
    at.check();
  }
  const config = (await readStackFile(ROOT, stack.split("/").at(-1)!)) as AwsConfig;
  const outputs = await outputsOf(config, at.env);
  print(`Stack ${stack} is up, with its database from ${restoreFromText(restore.from)}.`);
  const marker = outputs && (await steps.run("Marker", () => markerOf(config, outputs)));
  if (marker !== undefined && marker !== config.stack) {
    print(`The database says it is stack ${marker}'s, and chores refuse it. See, and mark it:`);
    print(`  npm run db:mark -- --target ${stack} --dry-run`);
  }
  const next = await whatNow(config, outputs);
  if (next) for (const line of nextLines(next)) print(line);
  const { kept, old } = restore;
  const server =
    kept === undefined ? undefined : { identifier: kept, isProtected: old!.isProtected };
  for (const line of restoredLines(config, server)) print(line);
  return { ...next, marker };
}

/** The stack that a restored database says it is of: the migrator tells, who has nothing to do by now. */
async function markerOf(
  { environment, stack, region }: AwsConfig,
  { migratorFunctionName: functionName }: StackOutputs,
): Promise<string | undefined> {
  const event = { action: "migrate", environment, stack };
  const { marker } = (await invokeMigrator({ region, functionName }, event)) as {
    readonly marker?: string;
  };
  return marker;
}
