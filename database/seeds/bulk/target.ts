import { InterruptedError, RefusedError } from "#lib/errors";
import type { TargetContext } from "#lib/terminal/command-context";
import { bulkSeed, type BulkSeedResult } from "./bulk-seed.ts";
import { bytesFor, counted, progressPrinter, sizeText } from "./progress.ts";
import { requireSafeTarget } from "../../fence/fence.ts";
import { withWatchedClient } from "../../connection/lock-watch.ts";

export interface BulkRequest {
  readonly users: number;
  readonly activities: number;
  readonly rng: number;
  readonly confirm?: string | undefined;
}

/** Throws a RefusedError for a target that is not on this machine: made-up people are for one's own database. */
export function requireLocalForBulk({ target }: TargetContext): void {
  if (target.isLocal) return;
  throw new RefusedError(
    `Made-up rows are only for the local database, and the target is ${target.name}. Nothing was done.`,
    "Leave --target out, or leave --users and --activities out.",
  );
}

/**
 * Adds made-up rows to the target's database and tells of it; with `--dry-run` only says how much. Ctrl-C undoes it.
 * Throws what `requireSafeTarget` and `bulkSeed` throw.
 */
export async function bulkSeedTarget(
  context: TargetContext,
  { users, activities, rng, confirm }: BulkRequest,
): Promise<BulkSeedResult & { readonly bytes: number; readonly ms: number }> {
  const { target, name: chore, dryRun, interactive, note, print } = context;
  const interrupt = context.watchInterrupt();
  requireLocalForBulk(context);
  const what = `${counted(users)} users and ${counted(activities)} cruds, made up from --rng ${rng}`;
  const bytes = bytesFor(users, activities);
  return withWatchedClient(target.parameters, chore, note, async (client) => {
    const action = { chore, what: `add ${what}`, kind: "seeds" } as const;
    await requireSafeTarget(client, target, action, { confirm, interactive, note });
    if (dryRun) {
      print(`Would add ${what}: about ${sizeText(bytes)} with indexes.`);
      return { users, activities, bytes, ms: 0 };
    }
    const stop = new AbortController();
    void interrupt.requested.then(() => stop.abort(new InterruptedError("interrupted")));
    const printer = progressPrinter();
    const started = performance.now();
    let result: BulkSeedResult;
    try {
      const { onProgress } = printer;
      result = await bulkSeed(client, { users, activities, rng, onProgress, signal: stop.signal });
    } finally {
      printer.end();
    }
    const ms = Math.round(performance.now() - started);
    const rate = ((users + activities) / Math.max(ms, 1)) * 1_000;
    print(`Added ${what}, in ${(ms / 1_000).toFixed(1)} s: ${counted(rate)} rows a second.`);
    return { ...result, bytes, ms };
  });
}
