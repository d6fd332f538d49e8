import { withClient } from "#database/connection/connect";
import { readCatalog } from "#database/drift/catalog";
import { compareCatalogs, expectedCatalog } from "#database/drift/drift";
import { driftText } from "#database/drift/text";
import type { ConnectionParameters } from "#lib/domain/target";
import { startThrowAway } from "#local/postgres/throw-away";

/** What `db:drift` tells of a database; the empty text where it is as `sql/` and the access model make it. */
export async function driftOf(database: ConnectionParameters): Promise<string> {
  const found = await withClient(database, "test", (client) => readCatalog(client));
  const server = await startThrowAway();
  try {
    const { host, port, user, password, database: maintenance } = server;
    const throwAway = { host, port, user, password, database: maintenance };
    return driftText(compareCatalogs(await expectedCatalog(throwAway, found.server), found));
  } finally {
    await server.stop();
  }
}
