import { IAM_GROUP, OWNER, ROLES, TABLES, type Role, type Table } from "../domain/access.ts";
import { identifier, literal } from "./quote.ts";

/** Passwords of the roles that log in, by role name. A role without one can only log in by other means (IAM). */
export type RolePasswords = ReadonlyMap<string, string>;

/** Where the statements run: on a server of one's own, as a superuser or not; or on RDS, as its master user. */
export type Server = "own" | "rds";

/**
 * Statements that make the cluster's roles what the access model says. Idempotent; run in any database.
 *
 * On RDS the roles that log in do so by IAM. Who runs the statements and is no superuser becomes a member of the owner: a
 * CREATEROLE user may otherwise neither use nor become the roles that it makes (PostgreSQL 16).
 */
export function roleStatements(passwords: RolePasswords, server: Server = "own"): string[] {
  const statements = ROLES.flatMap((role) => {
    const name = identifier(role.name);
    const password = passwords.get(role.name);
    const attributes = [
      role.login ? "login" : "nologin",
      "nocreatedb nocreaterole inherit",
      `connection limit ${role.connectionLimit ?? -1}`,
      ...(role.login && password !== undefined ? [`password ${literal(password)}`] : []),
    ].join(" ");
    return [
      `do $$ begin if not exists (select from pg_roles where rolname = ${literal(role.name)}) then create role ${name}; end if; end $$`,
      `alter role ${name} with ${attributes}`,
      ...(server === "own" ? [withoutSuperpowers(name)] : []),
      `alter role ${name} reset all`,
      ...Object.entries(role.settings).map(
        ([setting, value]) => `alter role ${name} set ${identifier(setting)} = ${literal(value)}`,
      ),
      ...groupsOf(role, server).map((group) => `grant ${identifier(group)} to ${name}`),
      ...ROLES.filter((group) => group !== role && !role.memberOf?.includes(group.name)).map(
        (group) => withoutMembership(group.name, role.name),
      ),
      `comment on role ${name} is ${literal(`${role.purpose} ${SIGNATURE}`)}`,
    ];
  });
  const membership = `grant ${identifier(OWNER)} to current_user with inherit true, set true`;
  return [
    ...statements,
    server === "own"
      ? `do $$ begin if not ${IS_SUPERUSER} then ${membership}; end if; end $$`
      : membership,
  ];
}

const IS_SUPERUSER = "(select rolsuper from pg_roles where rolname = current_user)";

/** Superusers alone may write these attributes, even to say no. A role that anybody else made has none of them. */
const withoutSuperpowers = (name: string) =>
  `do $$ begin if ${IS_SUPERUSER} then alter role ${name} with nosuperuser noreplication nobypassrls; end if; end $$`;

/** At the end of the comment of each role that we make: a name proves nothing. */
const SIGNATURE = "(made by Cruddur Stack)";

/** Whether a role's comment says that these statements made it, of a version before there was a signature too. */
export const isRoleOfOurs = (comment: string | null): boolean =>
  comment !== null &&
  (comment.endsWith(SIGNATURE) || ROLES.some(({ purpose }) => purpose === comment));

/** The groups that a role is a member of. */
export function groupsOf(role: Role, server: Server): string[] {
  return [...(role.memberOf ?? []), ...(server === "rds" && role.login ? [IAM_GROUP] : [])];
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
export function grantStatements(database: string): string[] {
  return [...databaseGrants(database), ...tableGrants(TABLES)];
}

/** The connected database's owner, and the privileges on it and its schema. */
export function databaseGrants(database: string): string[] {
  const names = SERVICES.map((role) => identifier(role.name)).join(", ");
  return [
    OWNED,
    `revoke all on database ${identifier(database)} from public, ${names}`,
    `grant connect on database ${identifier(database)} to ${names}`,
    `grant all on database ${identifier(database)} to ${identifier(OWNER)}`,
    `revoke create on schema public from public`,
    `revoke all on schema public from ${names}`,
    `grant usage on schema public to ${names}`,
    `grant all on schema public to ${identifier(OWNER)}`,
  ];
}

/**
 * RDS makes a database its master user's. To give it away takes the right to make one, which not every server gives to
 * whoever runs this.
 */
const OWNED =
  "do $$ begin if (select pg_has_role(datdba, 'usage') and (rolsuper or rolcreatedb) from pg_database, pg_roles " +
  "where datname = current_database() and rolname = current_user) then " +
  `execute format('alter database %I owner to ${identifier(OWNER)}', current_database()); end if; end $$`;

/** The privileges on some of the model's tables, which their owner gives. */
export function tableGrants(tables: readonly Table[]): string[] {
  if (tables.length === 0) return [];
  const names = SERVICES.map((role) => identifier(role.name)).join(", ");
  const list = tables.map((table) => `public.${identifier(table)}`).join(", ");
  return [
    `revoke all on ${list} from public, ${names}`,
    ...SERVICES.flatMap((role) =>
      tables.flatMap((table) => {
        const privileges = role.tables[table] ?? [];
        if (privileges.length === 0) return [];
        return `grant ${privileges.join(", ")} on public.${identifier(table)} to ${identifier(role.name)}`;
      }),
    ),
  ];
}

const SERVICES = ROLES.filter((role) => role.login);
