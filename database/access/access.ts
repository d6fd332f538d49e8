import { createHmac } from "node:crypto";
import type pg from "pg";
import { ROLES, TABLES, type Table } from "#lib/domain/access";
import {
  databaseGrants,
  roleStatements,
  tableGrants,
  type RolePasswords,
  type Server,
} from "#lib/sql/access";
import { applyStatements } from "./apply-statements.ts";

/**
 * Passwords of the service roles on a server whose superuser's password we know (local ones). Derived, so that
 * nothing has to be stored and every command that knows the server knows them.
 */
export function derivedPasswords(superuserPassword: string): RolePasswords {
  return new Map(
    ROLES.filter((role) => role.login).map((role) => [
      role.name,
      createHmac("sha256", superuserPassword).update(`cruddur:${role.name}`).digest("base64url"),
    ]),
  );
}

/** Makes the cluster's roles what the access model says. */
export async function applyRoles(
  client: pg.Client,
  passwords: RolePasswords,
  server: Server = "own",
): Promise<void> {
  await applyStatements(client, roleStatements(passwords, server).join(";\n"));
}

/**
 * Makes the privileges of the connected database and of the model's tables that it has what the access model says.
 * Returns those tables; there are none before the first migration.
 */
export async function applyGrants(client: pg.Client): Promise<Table[]> {
  const tables = await presentTables(client);
  const statements = [...databaseGrants(client.database!), ...tableGrants(tables)];
  await applyStatements(client, statements.join(";\n"));
  return tables;
}

/** The tables of the access model that the connected database has; fewer than all before its migrations. */
export async function presentTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: Table }>(
    "select name from unnest($1::text[]) as name where to_regclass('public.' || quote_ident(name)) is not null",
    [TABLES],
  );
  return rows.map(({ name }) => name);
}
