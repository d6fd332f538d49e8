import { foreignTables } from "#database/fence/foreign-tables";
import { readMarker } from "#database/fence/marker";
import { typed } from "#lib/terminal/typed";
import { askDatabase, chosenKind } from "../chosen-server.ts";
import { broken, ok, warning, type Hop } from "../hop.ts";

/**
 * The database says of itself that it is a local one; destructive commands go by that. In one that is somebody's there is
 * nothing to look at further.
 */
export const marker: Hop = {
  id: "marker",
  title: "Environment",
  needs: ["database"],
  async run(context) {
    const found = await askDatabase(context, readMarker);
    if (!found) {
      const foreign = await askDatabase(context, foreignTables);
      if (foreign) return broken(foreign.message, foreign.hint);
      return warning("the database has no marker yet", typed("db:setup"));
    }
    if (found.environment === "local") return ok("the database is marked local");
    const isExternal = (await chosenKind(context)) === "external";
    const says = `the database says it is environment "${found.environment}" (stack ${found.stack}); local commands refuse it`;
    const fix = isExternal ? "unset CONNECTION_URL" : typed("reset");
    return { ...broken(says, fix), blocks: false };
  },
};
