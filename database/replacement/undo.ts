import { UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import type { Target } from "#lib/domain/target";
import type { Consent } from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { optionFor } from "../connection/problem.ts";
import { replacing, type Place, type Plan } from "./replacing.ts";
import { companionsOf, renameDatabases, type Rename } from "./swap.ts";

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
  const { consent, dryRun, tell } = options;
  const what = `put ${companionsOf(database).previous} in the place of ${database}`;
  const { plan, done } = await replacing(target, {
    action: { chore: "db:undo", what, kind: "destroys" },
    consent,
    dryRun,
    previous: "returns",
    plan: async (place) => planUndo(place, target),
    async act({ admin, names, present, fingerprint }, { broughtBack }) {
      if (broughtBack === undefined) return [];
      const of = database;
      const inUse = present.get(database);
      const { oid } = present.get(names.previous)!;
      const as = { kind: "previous", of, fingerprint } as const;
      const renames: Rename[] = [
        ...(inUse ? [{ from: database, to: names.discarded, oid: inUse.oid }] : []),
        { from: names.previous, to: database, oid, as: { kind: "database", of } },
        ...(inUse ? [{ from: names.discarded, to: names.previous, oid: inUse.oid, as }] : []),
      ];
      return renameDatabases(admin, target, renames, tell);
    },
  });
  return { broughtBack: plan.broughtBack, kept: plan.kept, ended: done ?? [] };
}

function planUndo(
  { database, names, present }: Place,
  target: Target,
): Plan & Omit<UndoResult, "ended"> {
  const isThere = present.has(database);
  if (present.has(names.previous)) {
    return { broughtBack: names.previous, kept: isThere ? names.previous : undefined, lost: [] };
  }
  if (isThere) return { broughtBack: undefined, kept: undefined, lost: [] };
  throw new UserError(
    `There is nothing to undo: neither ${database} nor ${names.previous} is there.`,
    `A new database: ${typed("db:setup", optionFor(target))}`,
  );
}
