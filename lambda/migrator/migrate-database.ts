import { presentTables } from "#database/access/access";
import { readMarker, requireEnvironment, writeMarker } from "#database/fence/marker";
import { migrate, MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { OWNER } from "#lib/domain/access";
import { tableGrants } from "#lib/sql/access";
import { identifier } from "#lib/sql/quote";
import type { MigrateEvent, MigratorResult } from "./event.ts";
import { withDatabase } from "./with-database.ts";

/**
 * Runs the archive's migrations, each in its own transaction, and gives the services what the access model says of the
 * tables: a new table is never without its grants. The roles must be there.
 *
 * Throws a RefusedError when the database belongs to another environment, and what `migrate` throws.
 */
export function migrateDatabase({ environment, stack }: MigrateEvent): Promise<MigratorResult> {
  return withDatabase(async (client) => {
    await client.query(`set role ${identifier(OWNER)}`);
    await requireEnvironment(client, environment);
    const migrations = await migrate(client, MIGRATIONS_DIRECTORY, null);
    await client.query(tableGrants(await presentTables(client)).join(";\n"));
    await writeMarker(client, { environment, stack });
    const marker = await readMarker(client);
    return { action: "migrate", migrations, marker: marker!.stack };
  });
}
