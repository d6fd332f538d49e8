import { applyGrants, applyRoles } from "#database/access/access";
import { ROLES } from "#lib/domain/access";
import { MASTER_USER } from "#lib/domain/master-user";
import type { AccessEvent, MigratorResult } from "./event.ts";
import { withDatabase } from "./with-database.ts";

/**
 * Makes roles and privileges what the access model says, all or nothing. Before the first migration there are no tables
 * to give anything of; the migrations bring their grants along.
 */
export function applyAccess({
  user = MASTER_USER,
  password,
}: AccessEvent): Promise<MigratorResult> {
  return withDatabase(
    async (client) => {
      await client.query("begin");
      await applyRoles(client, new Map(), "rds");
      const tables = await applyGrants(client);
      await client.query("commit");
      return { action: "access", roles: ROLES.map(({ name }) => name), tables };
    },
    { user, password },
  );
}
