import { listMigrations, pendingMigrations } from "#database/migrations/migrate";
import { makeAnew } from "#lib/sql/make-anew";
import { shapeFaults } from "#lib/sql/shape";
import { typed } from "#lib/terminal/typed";
import { askDatabase } from "../chosen-server.ts";
import { broken, ok, warning, type Hop } from "../hop.ts";

/** The tables are those that the migrations make, as far as the functions need them. `npm run db:drift` compares all. */
export const schema: Hop = {
  id: "schema",
  title: "Tables",
  needs: ["marker"],
  async run(context) {
    const known = await listMigrations(context.migrationsDirectory);
    const { faults, isEmpty, triggersBefore, pending } = await askDatabase(
      context,
      async (client) => ({
        ...(await shapeFaults(client)),
        pending: await pendingMigrations(client, known),
      }),
    );
    if (faults.length === 0 && triggersBefore.length > 0) {
      const names = triggersBefore.join(", ");
      const what = `a trigger fires before rows are written, and may see that they are not: ${names}`;
      return warning(what, typed("db:drift"));
    }
    if (faults.length === 0) return ok("what the functions need is there");
    // Without any of them the tables that are there are somebody's.
    const isUnfinished = isEmpty || pending.length < known.length;
    if (pending.length > 0 && isUnfinished)
      return ok("to be looked at when the migrations are applied");
    return broken(faults.join("; "), makeAnew(faults));
  },
};
