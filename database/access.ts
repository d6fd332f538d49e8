import { createHmac } from "node:crypto";
import type pg from "pg";
import { ROLES } from "#lib/access";
import { grantStatements, roleStatements, type RolePasswords } from "#lib/access-sql";

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
export async function applyRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  await client.query(roleStatements(passwords).join(";\n"));
}

/** Makes the connected database's privileges what the access model says; after its migrations. */
export async function applyGrants(client: pg.Client): Promise<void> {
  await client.query(grantStatements(client.database!).join(";\n"));
}
