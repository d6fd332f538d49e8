import type pg from "pg";
import { ROLES, TABLES, type Role, type Table } from "#lib/domain/access";
import { askDatabase } from "../chosen-server.ts";
import { broken, ok, type Hop } from "../hop.ts";
import { startAnew } from "../start-anew.ts";

const PRIVILEGES = ["select", "insert", "update", "delete", "truncate"] as const;

/** Each role may do with each table what the access model says, no more and no less. */
export const grants: Hop = {
  id: "grants",
  title: "Privileges",
  needs: ["schema"],
  async run(context) {
    const faults = await askDatabase(context, grantFaults);
    if (faults.length === 0) return ok("as the access model says");
    return broken(faults.join("; "), await startAnew(context));
  },
};

async function grantFaults(client: pg.Client): Promise<string[]> {
  const services = await presentServices(client);
  const { rows } = await client.query<{ role: string; table: Table; held: string[] }>(
    `select role, "table", array(
       select privilege from unnest($3::text[]) as privilege
       where has_table_privilege(role, 'public.' || quote_ident("table"), privilege)) as held
     from unnest($1::text[]) as role cross join unnest($2::text[]) as "table"
     where to_regclass('public.' || quote_ident("table")) is not null`,
    [services.map(({ name }) => name), TABLES, PRIVILEGES],
  );
  const model = new Map(services.map((role) => [role.name, role]));
  return [
    ...rows.flatMap(({ role, table, held }) => differences(model.get(role)!, table, held)),
    ...(await connectFaults(client, services)),
  ];
}

/** The roles that have privileges of their own; one that is missing is for the hop before this one to tell. */
async function presentServices(client: pg.Client): Promise<Role[]> {
  const services = ROLES.filter(({ login, memberOf }) => login && !memberOf);
  const { rows } = await client.query<{ name: string }>(
    "select rolname as name from pg_roles where rolname = any ($1)",
    [services.map(({ name }) => name)],
  );
  return services.filter(({ name }) => rows.some((row) => row.name === name));
}

function differences(role: Role, table: Table, held: readonly string[]): string[] {
  const wanted: readonly string[] = role.tables[table] ?? [];
  const missing = wanted.filter((privilege) => !held.includes(privilege));
  const excess = held.filter((privilege) => !wanted.includes(privilege));
  return [
    ...(missing.length > 0 ? [`${role.name} may not ${missing.join(", ")} ${table}`] : []),
    ...(excess.length > 0 ? [`${role.name} may ${excess.join(", ")} ${table}`] : []),
  ];
}

async function connectFaults(client: pg.Client, services: readonly Role[]): Promise<string[]> {
  const { rows } = await client.query<{ role: string; connects: boolean; uses: boolean }>(
    `select role, has_database_privilege(role, current_database(), 'connect') as connects,
       has_schema_privilege(role, 'public', 'usage') as uses
     from unnest($1::text[]) as role`,
    [["public", ...services.map(({ name }) => name)]],
  );
  return rows.flatMap(({ role, connects, uses }) => {
    if (role === "public") return connects ? ["everybody may connect to the database"] : [];
    if (!connects) return [`${role} may not connect to the database`];
    return uses ? [] : [`${role} may not use schema public`];
  });
}
