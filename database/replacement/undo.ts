import { UserError } from "#lib/errors";
import { typed } from "#cli/command";
import type { Target } from "#lib/domain/target";
import { takeChoreLock } from "./chore-lock.ts";
import { fence, fenceCompanion, type Action, type Consent } from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { optionFor } from "../connection/problem.ts";
import { requireSameDatabase } from "./same-database.ts";
import { onMaintenance, removeLitter } from "./setup.ts";
import { companionsOf, presentDatabases, renameDatabases } from "./swap.ts";

export interface UndoResult {
  /** The database that was kept, and is in place again; undefined when none was there before the present one. */
  readonly broughtBack: string | undefined;
  /** Where the one is that was in place until now; undefined when there was none. */
  readonly kept: string | undefined;
  readonly ended: readonly Holder[];
}

export interface UndoOptions {
  readonly consent: Consent;
  /** Only say what would be done. */
  readonly dryRun: boolean;
  tell(holders: readonly Holder[]): void;
}

/**
 * Brings back the database that was in place before the last `db:setup`, `db:restore` or `db:drop`, and keeps the present
 * one in its stead: a second undo takes the first back. One transaction. Where nothing was there before the present one
 * it stays. Throws a UserError when there is neither.
 */
export async function undo(target: Target, options: UndoOptions): Promise<UndoResult> {
  const { database } = target.parameters;
  const names = companionsOf(database);
  const action: Action = {
    chore: "db:undo",
    what: `put ${names.previous} in the place of ${database}`,
    kind: "destroys",
  };
  return onMaintenance(target, "db:undo", async (admin) => {
    const passed = await fence(target, action, options.consent);
    // It comes into the place of the target's database, so it must be the target's too.
    await fenceCompanion(target, action, { ...options.consent, confirm: database }, names.previous);
    await takeChoreLock(admin, options.consent.note);
    await requireSameDatabase(target, action, options.consent, passed);
    const present = await presentDatabases(admin, [database, names.previous]);
    if (!present.has(names.previous) && present.has(database)) {
      return { broughtBack: undefined, kept: undefined, ended: [] };
    }
    if (!present.has(names.previous)) {
      throw new UserError(
        `There is nothing to undo: neither ${database} nor ${names.previous} is there.`,
        `A new database: ${typed("db:setup", optionFor(target))}`,
      );
    }
    const kept = present.has(database) ? names.previous : undefined;
    const result = { broughtBack: names.previous, kept };
    if (options.dryRun) return { ...result, ended: [] };
    await removeLitter(admin, names);
    const renames = [
      ...(kept ? [{ from: database, to: names.discarded }] : []),
      { from: names.previous, to: database },
      ...(kept ? [{ from: names.discarded, to: names.previous }] : []),
    ];
    return { ...result, ended: await renameDatabases(admin, target, renames, options.tell) };
  });
}
