import { takeAlong } from "#lib/terminal/take-along";
import { POSTGRES_MAJOR } from "../../postgres/version.ts";
import { askDatabase } from "../chosen-server.ts";
import { broken, ok, warning, type Hop } from "../hop.ts";

/** The server's major version is the one that AWS has. */
export const serverVersion: Hop = {
  id: "server-version",
  title: "PostgreSQL version",
  needs: ["database"],
  async run(context) {
    const version = await askDatabase(context, async (client) => {
      const { rows } = await client.query<{ server_version: string }>("show server_version");
      return rows[0]!.server_version;
    });
    return findingFor(version);
  },
};

/** @param version as the server tells it: "18.4 (Debian 18.4-1)" */
export function findingFor(version: string) {
  const major = Number.parseInt(version, 10);
  if (major === POSTGRES_MAJOR) return ok(`PostgreSQL ${version}`);
  const found = `PostgreSQL ${version}, and on AWS it is ${POSTGRES_MAJOR}`;
  if (major > POSTGRES_MAJOR) return warning(found, "unset CONNECTION_URL");
  return broken(`${found}; uuidv7() is missing`, `unset CONNECTION_URL\n${takeAlong()}`);
}
