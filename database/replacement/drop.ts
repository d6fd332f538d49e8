import type { Target } from "#lib/domain/target";
import type { BackupChoice } from "../backup/backup.ts";
import type { Consent } from "../fence/fence.ts";
import { holdersOf, type Holder } from "../connection/holders.ts";
import { displaced, putInPlace } from "./put-in-place.ts";
import { replacing, type Place, type Plan } from "./replacing.ts";
import { requireUnmoved } from "./same-database.ts";
import { companionsOf, dropDatabase } from "./swap.ts";

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
  const { previous } = companionsOf(database);
  const { backup, consent, dryRun, purge, tell } = options;
  const what = purge ? `drop ${database} and ${previous} for good` : `drop ${database}`;
  const { plan, done, backups } = await replacing(target, {
    action: { chore: "db:drop", what, kind: purge && !dryRun ? "purges" : "destroys" },
    consent,
    dryRun,
    backup,
    previous: "goes",
    plan: (place) => planDrop(place, purge),
    async act(place, { holders, lost }) {
      if (!purge) return putInPlace(place, target, undefined, { tell });
      tell(holders);
      await requireUnmoved(place.admin, place.present);
      for (const name of lost) await dropDatabase(place.admin, name);
      return holders;
    },
  });
  const { wasThere, kept, dropped, holders } = plan;
  return { wasThere, kept, dropped, backups, ended: done ?? holders };
}

interface DropPlan extends Plan, Pick<DropResult, "wasThere" | "kept" | "dropped"> {
  /** The sessions in what is taken away. */
  readonly holders: readonly Holder[];
}

async function planDrop(place: Place, purge: boolean): Promise<DropPlan> {
  const { admin, database, present } = place;
  const wasThere = present.has(database);
  if (purge) {
    const lost = [...present.keys()];
    const holders = await holdersOf(admin, lost);
    return { wasThere, kept: undefined, dropped: lost, lost, holders };
  }
  const { previous: kept, lost, dropped } = displaced(place);
  return { wasThere, kept, dropped, lost, holders: await holdersOf(admin, [database]) };
}
