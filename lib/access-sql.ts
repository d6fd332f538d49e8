import { ROLES, TABLES, type Role } from "./access.ts";
import { identifier, literal } from "./sql-text.ts";

/** Passwords of the roles that log in, by role name. A role without one can only log in by other means (IAM). */
export type RolePasswords = ReadonlyMap<string, string>;

/** Statements that make the cluster's roles what the access model says. Idempotent; run in any database. */
export function roleStatements(passwords: RolePasswords, roles: readonly Role[] = ROLES): string[] {
  return roles.flatMap((role) => {
    const name = identifier(role.name);
    const password = passwords.get(role.name);
    const attributes = [
      role.login ? "login" : "nologin",
      "nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit",
      `connection limit ${role.connectionLimit ?? -1}`,
      ...(role.login && password !== undefined ? [`password ${literal(password)}`] : []),
    ].join(" ");
    return [
      `do $$ begin if not exists (select from pg_roles where rolname = ${literal(role.name)}) then create role ${name}; end if; end $$`,
      `alter role ${name} with ${attributes}`,
      `alter role ${name} reset all`,
      ...Object.entries(role.settings).map(
        ([setting, value]) => `alter role ${name} set ${identifier(setting)} = ${literal(value)}`,
      ),
      ...(role.memberOf ?? []).map((group) => `grant ${identifier(group)} to ${name}`),
      `comment on role ${name} is ${literal(role.purpose)}`,
    ];
  });
}

/**
 * Statements that make one database's privileges what the access model says, after its migrations. Idempotent:
 * a privilege that the model no longer has is taken away.
 */
export function grantStatements(database: string, roles: readonly Role[] = ROLES): string[] {
  const services = roles.filter((role) => role.login);
  const names = services.map((role) => identifier(role.name)).join(", ");
  const tables = TABLES.map((table) => `public.${identifier(table)}`).join(", ");
  return [
    `revoke all on database ${identifier(database)} from public`,
    `grant connect on database ${identifier(database)} to ${names}`,
    `grant usage on schema public to ${names}`,
    `revoke all on ${tables} from public, ${names}`,
    ...services.flatMap((role) =>
      Object.entries(role.tables).map(
        ([table, privileges]) =>
          `grant ${privileges.join(", ")} on public.${identifier(table)} to ${identifier(role.name)}`,
      ),
    ),
  ];
}
