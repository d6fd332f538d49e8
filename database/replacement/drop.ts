import type { Target } from "#lib/domain/target";
import { requireBackup, type BackupChoice } from "../backup/backup.ts";
import { takeChoreLock } from "./chore-lock.ts";
import { fence, fenceCompanion, type Action, type Consent } from "../fence/fence.ts";
import { holdersOf, type Holder } from "../connection/holders.ts";
import { requireSameDatabase } from "./same-database.ts";
import { onMaintenance, removeLitter } from "./setup.ts";
import { companionsOf, dropDatabase, presentDatabases, renameDatabases } from "./swap.ts";

export interface DropResult {
  /** The database was there. */
  readonly wasThere: boolean;
  /** Under which name it is kept; undefined when it is gone for good. */
  readonly kept: string | undefined;
  /** Databases that are gone for good. */
  readonly dropped: readonly string[];
  readonly ended: readonly Holder[];
  /** The files of the backups that were made first. */
  readonly backups: readonly string[];
}

export interface DropOptions {
  readonly consent: Consent;
  readonly dryRun: boolean;
  /** Drop it for good, and the one that was kept before. @default false, it is kept as `<database>_prev` */
  readonly purge: boolean;
  /** Wanted off this machine. */
  readonly backup?: BackupChoice;
  tell(holders: readonly Holder[]): void;
}

/** Takes a target's database away. It is kept under another name, so that `db:undo` can bring it back. */
export async function drop(target: Target, options: DropOptions): Promise<DropResult> {
  const { database } = target.parameters;
  const names = companionsOf(database);
  const { consent, purge, dryRun, tell } = options;
  const what = purge ? `drop ${database} and ${names.previous} for good` : `drop ${database}`;
  return onMaintenance(target, "db:drop", async (admin) => {
    const action: Action = { chore: "db:drop", what, kind: "destroys" };
    const passed = await fence(target, action, consent);
    await fenceCompanion(target, action, consent, names.previous);
    if (!dryRun) {
      await takeChoreLock(admin, consent.note);
      await requireSameDatabase(target, action, consent, passed);
    }
    const present = await presentDatabases(admin, [database, names.previous]);
    const wasThere = present.has(database);
    const dropped = purge
      ? [...present]
      : wasThere && present.has(names.previous)
        ? [names.previous]
        : [];
    const taken = new Set([...(wasThere ? [database] : []), ...dropped]);
    const backups = await requireBackup(admin, target, action, taken, options.backup);
    const kept = wasThere && !purge ? names.previous : undefined;
    const result = { wasThere, kept, dropped, backups };
    const holders = await holdersOf(admin, purge ? [...present] : [database]);
    if (dryRun) return { ...result, ended: holders };
    await removeLitter(admin, names);
    if (purge) {
      tell(holders);
      for (const name of present) await dropDatabase(admin, name);
      return { ...result, ended: holders };
    }
    if (!wasThere) return { ...result, ended: [] };
    const renames = [
      ...(present.has(names.previous) ? [{ from: names.previous, to: names.discarded }] : []),
      { from: database, to: names.previous },
    ];
    const ended = await renameDatabases(admin, target, renames, tell);
    await dropDatabase(admin, names.discarded).catch(() => {}); // litter for the next run
    return { ...result, ended };
  });
}
