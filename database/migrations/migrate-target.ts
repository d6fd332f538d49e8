import type pg from "pg";
import { TABLES } from "#lib/domain/access";
import { isProductionName, type Target } from "#lib/domain/target";
import { typedAgain, type TypedWords } from "#lib/terminal/typed";
import { applyGrants, applyRoles } from "../access/access.ts";
import { rolePasswords } from "../access/role-passwords.ts";
import { takeOver } from "../access/take-over.ts";
import { refuseEmptyMigrations } from "./empty.ts";
import type { Migration } from "./file.ts";
import { requireSafeTarget, type Consent } from "../fence/fence.ts";
import { withWatchedClient } from "../connection/lock-watch.ts";
import { writeMarker } from "../fence/marker.ts";
import {
  listMigrations,
  migrate,
  MIGRATIONS_DIRECTORY,
  pendingMigrations,
  refuseEditedMigrations,
} from "./migrate.ts";
import { asOwner } from "../provision.ts";
import { wordsFor } from "../connection/problem.ts";
import { readSqlFile } from "../connection/sql-file.ts";
import { requireBackup, type BackupChoice } from "../backup/backup.ts";
import { refuseUnsafe } from "./lint/refuse-unsafe.ts";
import { linesOf, refusedLoss, trial } from "./trial.ts";

export interface MigrateOptions {
  /** `db:migrate` or `db:schema-load` */
  readonly chore: string;
  readonly consent: Consent;
  readonly dryRun: boolean;
  /** Run what the lint calls unsafe. @default false */
  readonly unsafe?: boolean;
  /** Wanted off this machine, where a migration may lose values. */
  readonly backup?: BackupChoice;
  /** @default sql/migrations */
  readonly directory?: string;
}

/**
 * Runs the migrations that a target's database lacks, brings its grants up to date, and marks it when it has no marker.
 * Returns the names of those that ran, or would run.
 *
 * Off this machine a backup is made first when a pending migration may lose values. Throws a RefusedError when the lint
 * finds a pending migration unsafe or an unsafe one would lose values, beside what `migrate` throws.
 */
export async function migrateTarget(target: Target, options: MigrateOptions): Promise<string[]> {
  const { chore, consent, directory = MIGRATIONS_DIRECTORY } = options;
  const action = { chore, what: "change the schema", kind: "changes" } as const;
  return withWatchedClient(target.parameters, chore, consent.note, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    const migrations = await listMigrations(directory);
    await refuseEditedMigrations(client, migrations, target);
    const pending = await pendingMigrations(client, migrations);
    await refuseEmptyMigrations(pending);
    const isNew = pending[0]?.name.startsWith("0001") ?? true;
    // A database that nobody uses yet is not hurt by anything.
    if (!isNew && options.unsafe !== true && pending.length > 0) {
      const asTheyAre = typedAgain(chore, [...wordsFor(target), ["--unsafe"]]);
      await refuseUnsafe(
        pending.map(({ file }) => file),
        isProductionName(target.environment) ? undefined : `run them as they are: ${asTheyAre}`,
      );
    }
    if (!isNew && options.unsafe === true) await refuseLoss(client, target, options, pending);
    const atRisk = !isNew && !target.isLocal && (await mayLose(pending));
    const databases = atRisk ? [target.parameters.database] : [];
    await requireBackup(client, target, action, databases, options.backup);
    if (options.dryRun) return pending.map(({ name }) => name);
    if (target.isLocal) {
      const { confirm } = consent;
      await applyRoles(client, await rolePasswords(client, target, { confirm, command: chore }));
    }
    if (pending.length > 0) await takeOver(client);
    const ran = await asOwner(client, () => migrate(client, directory));
    const present = await applyGrants(client);
    const missing = TABLES.filter((table) => !present.includes(table));
    if (missing.length > 0) {
      consent.note(
        `The database has no table ${missing.join(", ")} now, and the application needs it.`,
      );
    }
    await writeMarker(client, { environment: target.environment, stack: target.name });
    return ran;
  });
}

async function mayLose(pending: readonly Migration[]): Promise<boolean> {
  const { mayLoseValues } = await import("./lint/loses-values.ts");
  for (const { file } of pending) if (await mayLoseValues(await readSqlFile(file))) return true;
  return false;
}

/** What the lint has not judged is tried. Throws a RefusedError when values are lost and `--confirm` does not name the database. */
async function refuseLoss(
  client: pg.Client,
  target: Target,
  { chore, consent, dryRun }: MigrateOptions,
  pending: readonly Migration[],
): Promise<void> {
  const note = consent.note;
  const loss = await trial(client, pending, { direction: "up", note, keep: async () => false });
  const lines = linesOf(loss);
  if (lines.length === 0) return;
  if (dryRun || consent.confirm === client.database) {
    const headline = loss.lost.length > 0 ? "Would be lost" : "What would be lost is not known";
    return note([`${headline}:`, ...lines].join("\n  "));
  }
  const again: TypedWords = [["--unsafe"], ["--confirm", target.parameters.database]];
  throw refusedLoss(chore, loss, typedAgain(chore, [...wordsFor(target), ...again]));
}
