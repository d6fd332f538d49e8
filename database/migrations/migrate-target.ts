import { UserError } from "#lib/errors";
import { isProductionName, type Target } from "#lib/domain/target";
import { typedAgain } from "#lib/terminal/typed";
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

export interface MigrateOptions {
  /** `db:migrate` or `db:schema-load` */
  readonly chore: string;
  readonly consent: Consent;
  readonly dryRun: boolean;
  /** Run what the lint calls unsafe. @default false */
  readonly unsafe?: boolean;
  /** @default sql/migrations */
  readonly directory?: string;
}

/**
 * Runs the migrations that a target's database lacks, brings its grants up to date, and marks it when it has no marker.
 * Returns the names of those that ran, or would run.
 *
 * Throws a UserError when the lint finds a pending migration unsafe, beside what `migrate` throws.
 */
export async function migrateTarget(target: Target, options: MigrateOptions): Promise<string[]> {
  const { chore, consent, directory = MIGRATIONS_DIRECTORY } = options;
  const action = { chore, what: "change the schema", kind: "changes" } as const;
  return withWatchedClient(target.parameters, chore, consent.note, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    const migrations = await listMigrations(directory);
    await refuseEditedMigrations(client, migrations);
    const pending = await pendingMigrations(client, migrations);
    await refuseEmptyMigrations(pending);
    if (options.unsafe !== true) await refuseUnsafe(target, chore, pending);
    if (options.dryRun) return pending.map(({ name }) => name);
    if (target.isLocal) {
      const { confirm } = consent;
      await applyRoles(client, await rolePasswords(client, target, { confirm, command: chore }));
    }
    if (pending.length > 0) await takeOver(client);
    const ran = await asOwner(client, () => migrate(client, directory));
    await applyGrants(client);
    await writeMarker(client, { environment: target.environment, stack: target.name });
    return ran;
  });
}

/** A database that nobody uses yet is not hurt by anything. */
async function refuseUnsafe(
  target: Target,
  chore: string,
  pending: readonly Migration[],
): Promise<void> {
  if (pending.length === 0 || pending[0]!.name.startsWith("0001")) return;
  // The parser is large, and is needed only when there is something to run.
  const { describeLintFinding, lintMigrations } = await import("./lint/lint.ts");
  const findings = await lintMigrations(pending.map(({ file }) => file));
  if (findings.length === 0) return;
  const unreadable = findings.filter(({ rule }) => rule === "syntax");
  if (unreadable.length > 0) {
    throw new UserError(
      `PostgreSQL cannot read a pending migration. Nothing was run.\n\n${unreadable
        .map(describeLintFinding)
        .join("\n\n")}`,
      "Mend the file and run the command again.",
    );
  }
  throw new UserError(
    `Pending migrations would hurt those who use the database. Nothing was run.\n\n${findings
      .map(describeLintFinding)
      .join("\n\n")}`,
    isProductionName(target.environment)
      ? "Mend them as it says."
      : `Mend them as it says, or run them as they are: ${typedAgain(chore, [...wordsFor(target), ["--unsafe"]])}`,
  );
}
