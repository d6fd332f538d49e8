import type pg from "pg";
import { ROLES, type Role } from "#lib/domain/access";
import { askDatabase } from "../chosen-server.ts";
import { broken, ok, type Hop } from "../hop.ts";
import { startAnew } from "../start-anew.ts";

/** The roles are as the access model says, and none may do more. */
export const roles: Hop = {
  id: "roles",
  title: "Roles",
  needs: ["marker"],
  async run(context) {
    const faults = await askDatabase(context, roleFaults);
    if (faults.length === 0) return ok(`${ROLES.length} roles are as the access model says`);
    return broken(faults.join("; "), await startAnew(context));
  },
};

interface Found {
  readonly rolname: string;
  readonly rolcanlogin: boolean;
  readonly powers: readonly string[];
  readonly rolconnlimit: number;
  readonly settings: readonly string[];
  readonly groups: readonly string[];
}

async function roleFaults(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<Found>(
    `select rolname::text, rolcanlogin, rolconnlimit,
       array_remove(array[
         case when rolsuper then 'SUPERUSER' end,
         case when rolcreatedb then 'CREATEDB' end,
         case when rolcreaterole then 'CREATEROLE' end,
         case when rolreplication then 'REPLICATION' end,
         case when rolbypassrls then 'BYPASSRLS' end], null) as powers,
       coalesce(setconfig, '{}') as settings,
       array(select roleid::regrole::text from pg_auth_members where member = role.oid) as groups
     from pg_roles as role
     left join pg_db_role_setting on setrole = role.oid and setdatabase = 0
     where rolname = any ($1)`,
    [ROLES.map(({ name }) => name)],
  );
  const found = new Map(rows.map((row) => [row.rolname, row]));
  return ROLES.flatMap((role) => faultsOf(role, found.get(role.name)));
}

function faultsOf(role: Role, found: Found | undefined): string[] {
  if (!found) return [`${role.name} is missing`];
  const wantedSettings = Object.entries(role.settings).map(([name, value]) => `${name}=${value}`);
  // PostgreSQL keeps "timezone" as "TimeZone".
  const settings = found.settings.map((text) => text.toLowerCase());
  const unset = wantedSettings.filter((text) => !settings.includes(text.toLowerCase()));
  const strange = found.groups.filter((group) => !role.memberOf?.includes(group));
  const lacking = (role.memberOf ?? []).filter((group) => !found.groups.includes(group));
  const faults = [
    found.rolcanlogin !== role.login && `${role.login ? "cannot" : "can"} log in`,
    found.powers.length > 0 && `is ${found.powers.join(" and ")}`,
    found.rolconnlimit !== (role.connectionLimit ?? -1) &&
      `may open ${found.rolconnlimit} sessions`,
    unset.length > 0 && `lacks ${unset.join(", ")}`,
    strange.length > 0 && `is a member of ${strange.join(", ")}`,
    lacking.length > 0 && `is no member of ${lacking.join(", ")}`,
  ];
  return faults.flatMap((fault) => (fault === false ? [] : [`${role.name} ${fault}`]));
}
