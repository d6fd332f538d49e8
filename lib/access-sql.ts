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
      ...roles
        .filter((group) => group !== role && !role.memberOf?.includes(group.name))
        .map((group) => withoutMembership(group.name, role.name)),
      `comment on role ${name} is ${literal(role.purpose)}`,
    ];
  });
}

/** Only where there is one: revoking a membership that is not there warns. */
function withoutMembership(group: string, member: string): string {
  const memberships =
    "select from pg_auth_members as granted join pg_roles as held on held.oid = granted.roleid " +
    "join pg_roles as holder on holder.oid = granted.member " +
    `where held.rolname = ${literal(group)} and holder.rolname = ${literal(member)}`;
  return `do $$ begin if exists (${memberships}) then revoke ${identifier(group)} from ${identifier(member)}; end if; end $$`;
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
    `revoke all on database ${identifier(database)} from public, ${names}`,
    `grant connect on database ${identifier(database)} to ${names}`,
    `revoke create on schema public from public`,
    `revoke all on schema public from ${names}`,
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
