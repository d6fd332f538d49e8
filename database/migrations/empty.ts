import { UserError } from "#lib/errors";
import { statementsOf, wordsOf } from "#lib/sql/split";
import { readMigration, type Migration, type MigrationPart } from "./file.ts";

/** The template's `set local lock_timeout = '5s';` and its like. */
const SETTING =
  /^((set|reset|show)\b|select\s+(pg_catalog\s*\.\s*)?set_config\s*\((?:[^()']|'[^']*')*\)\s*$)/i;

/** Whether a part has nothing in it but comments and settings, as `db:new-migration` writes it. */
export function isEmptyPart({ sql }: MigrationPart): boolean {
  return statementsOf(sql).every((statement) => SETTING.test(wordsOf(sql, statement)));
}

/**
 * Throws a UserError when a migration that is about to run is still to be written. Applied as it is, it could not be filled
 * in any more: an applied migration is never edited.
 */
export async function refuseEmptyMigrations(pending: readonly Migration[]): Promise<void> {
  for (const { name, file } of pending) {
    const { up } = await readMigration(file);
    if (!isEmptyPart(up)) continue;
    const what =
      statementsOf(up.sql).length > 0
        ? "has only settings in it yet, which end with the file"
        : "has no statement in it yet";
    throw new UserError(
      `The Up part of sql/migrations/${name}.sql ${what}. Nothing was run.`,
      "Write what it does below its line `-- Up Migration`, or put the file aside until you do.",
    );
  }
}
