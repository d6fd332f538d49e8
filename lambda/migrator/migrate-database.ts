import { presentTables } from "#database/access";
import { requireEnvironment, writeMarker } from "#database/marker";
import { migrate } from "#database/migrate";
import { OWNER } from "#lib/access";
import { tableGrants } from "#lib/access-sql";
import { identifier } from "#lib/sql-text";
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
    const migrations = await migrate(client);
    await client.query(tableGrants(await presentTables(client)).join(";\n"));
    await writeMarker(client, { environment, stack });
    return { action: "migrate", migrations };
  });
}
