import type pg from "pg";
import type { Target } from "#lib/domain/target";
import { applyGrants } from "../access/access.ts";
import { withClient } from "../connection/connect.ts";
import { requireSafeTarget, type Action, type Consent } from "../fence/fence.ts";
import type { Holder } from "../connection/holders.ts";
import { renewFingerprint } from "../fence/marker.ts";
import { copyDatabase } from "./copy-database.ts";
import { displaced, putInPlace } from "./put-in-place.ts";
import { replacing } from "./replacing.ts";
import { databaseOf, findSnapshot, requireLocal, type Snapshot } from "./snapshots.ts";

export interface RestoreSnapshotOptions {
  readonly name: string;
  readonly consent: Consent;
  /** Only say what would be done. @default false */
  readonly dryRun?: boolean;
  /** Given the sessions in the target's database, before they are ended. */
  tell(holders: readonly Holder[]): void;
}

export interface RestoredSnapshot {
  readonly snapshot: Snapshot;
  /** The database that was in place before and can be brought back; undefined when there was none. */
  readonly previous: string | undefined;
  /** The one that was kept until now, and goes, or would go, for good. */
  readonly dropped: readonly string[];
  readonly ended: readonly Holder[];
}

/** Puts a copy of a snapshot in the place of a target's database, which is kept as `<database>_prev`. */
export async function restoreSnapshot(
  target: Target,
  options: RestoreSnapshotOptions,
): Promise<RestoredSnapshot> {
  requireLocal(target);
  const { database } = target.parameters;
  const { name, consent, dryRun = false, tell } = options;
  const what = `put snapshot ${name} in the place of ${database}`;
  const action: Action = { chore: "db:restore", what, kind: "destroys" };
  const { plan, done } = await replacing(target, {
    action,
    consent,
    dryRun,
    previous: "goes",
    plan: async (place) => ({
      ...displaced(place),
      snapshot: await findSnapshot(place.admin, name),
    }),
    async act(place) {
      const { admin, names } = place;
      await copyDatabase(admin, target, {
        from: databaseOf(name),
        to: names.next,
        signature: { kind: "next", of: database },
        connectable: true,
        tell: () => {},
      });
      await withClient({ ...target.parameters, database: names.next }, action.chore, (client) =>
        adopt(client, target, action, consent),
      );
      return putInPlace(place, target, names.next, { tell });
    },
  });
  const { snapshot, previous, dropped } = plan;
  return { snapshot, previous, dropped, ended: done ?? [] };
}

/** Makes the connected copy of a snapshot the target's own. Throws what the fence throws. */
async function adopt(
  client: pg.Client,
  target: Target,
  action: Action,
  consent: Consent,
): Promise<void> {
  await requireSafeTarget(client, target, action, {
    ...consent,
    confirm: target.parameters.database,
  });
  // A snapshot of a database without the schema has nothing to grant on.
  if (!(await hasSchema(client))) return;
  await applyGrants(client);
  await renewFingerprint(client);
}

async function hasSchema(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    "select to_regclass('public.cruddur_meta') is not null as it",
  );
  return rows[0].it === true;
}
