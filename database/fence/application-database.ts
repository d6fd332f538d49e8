import { RefusedError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";

/**
 * Throws a RefusedError for a name that cannot be the application's database: the server's own, those that commands make
 * for themselves, and those that are kept beside another one.
 */
export function requireApplicationDatabase(database: string): void {
  if (/^(postgres|template[01]|rdsadmin|cruddur_template_.*|cruddur_snap_.*)$/s.test(database)) {
    throw new RefusedError(
      `${database} is not the application's database; the server or other commands need it as it is. Nothing was done.`,
      "Name another one at the end of the connection URL: …/cruddur",
    );
  }
  const companion = /_(next|prev|discarded)$/.exec(database);
  if (!companion) return;
  const own = database.slice(0, companion.index);
  throw new RefusedError(
    `${database} is kept beside ${own}, and no database of its own to work on. Nothing was done.`,
    `Name ${own} at the end of the connection URL; ${typed("db:undo")} brings ${own}_prev back.`,
  );
}
