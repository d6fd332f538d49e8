import {
  listMigrations,
  pendingMigrations,
  refuseEditedMigrations,
} from "#database/migrations/migrate";
import { typed } from "#lib/terminal/typed";
import { askDatabase } from "../chosen-server.ts";
import { ok, warning, type Hop } from "../hop.ts";

/** The database has every migration, and each as its file says it. */
export const migrations: Hop = {
  id: "migrations",
  title: "Migrations",
  needs: ["marker"],
  async run(context) {
    const known = await listMigrations(context.migrationsDirectory);
    const pending = await askDatabase(context, async (client) => {
      await refuseEditedMigrations(client, known);
      return pendingMigrations(client, known);
    });
    if (pending.length === 0) return ok(`all ${known.length} are applied`);
    const names = pending.map(({ name }) => name).join(", ");
    return warning(`${pending.length} pending: ${names}`, typed("db:migrate"));
  },
};
