import { OWNER, ROLES, TABLES, type Role } from "#lib/domain/access";
import { groupsOf, type Server } from "#lib/sql/access";

/** Arguments of a `postgresql.Role`, all of them plain. There is no password, which the state would keep. */
export interface RolePlan {
  readonly name: string;
  readonly login: boolean;
  readonly roles: string[];
  readonly connectionLimit: number;
  readonly statementTimeout: number;
  readonly idleInTransactionSessionTimeout: number;
  readonly inherit: true;
  readonly superuser: false;
  readonly createDatabase: false;
  readonly createRole: false;
  readonly replication: false;
  readonly bypassRowLevelSecurity: false;
  readonly skipReassignOwned: true;
  readonly skipDropRole: true;
}

/**
 * The model's roles as Pulumi's provider can express them, those first that others are members of. It knows neither
 * comments nor settings beyond two time-outs; those come by SQL (`lib/sql/access.ts`).
 */
export function rolePlans(server: Server): RolePlan[] {
  return ROLES.map((role) => ({
    name: role.name,
    login: role.login,
    roles: groupsOf(role, server),
    connectionLimit: role.connectionLimit ?? -1,
    statementTimeout: milliseconds(role, "statement_timeout"),
    idleInTransactionSessionTimeout: milliseconds(role, "idle_in_transaction_session_timeout"),
    inherit: true,
    superuser: false,
    createDatabase: false,
    createRole: false,
    replication: false,
    bypassRowLevelSecurity: false,
    // Deleting a role would drop what it owns in the database.
    skipReassignOwned: true,
    skipDropRole: true,
  }));
}

/** 0 for none, which the provider takes for not set. */
function milliseconds(role: Role, setting: string): number {
  const value = role.settings[setting] ?? "0";
  if (/^\d+$/.test(value)) return Number(value);
  throw new RangeError(
    `${setting} of ${role.name} is "${value}", but Pulumi's provider reads bare milliseconds.`,
  );
}

/** Arguments of a `postgresql.Grant` but for the database, with the last part of its logical name. */
export interface GrantPlan {
  /** `cruddur_api-users`, `public-database` */
  readonly key: string;
  /** `public` is everybody. */
  readonly role: string;
  readonly objectType: "database" | "schema" | "table";
  /** Of a schema or a table. */
  readonly schema?: "public";
  /** The one table. */
  readonly objects?: string[];
  /** All that it is to have; whatever else it has is taken away. */
  readonly privileges: string[];
}

/** Every privilege of the model, and every absence of one: a grant takes away what it does not name. */
export function grantPlans(): GrantPlan[] {
  const services = ROLES.filter(({ login }) => login);
  const database = (role: string, ...privileges: string[]): GrantPlan => ({
    key: `${role}-database`,
    role,
    objectType: "database",
    privileges,
  });
  const schema = (role: string, ...privileges: string[]): GrantPlan => ({
    key: `${role}-schema`,
    role,
    objectType: "schema",
    schema: "public",
    privileges,
  });
  return [
    database("public"),
    database(OWNER, "CONNECT", "CREATE", "TEMPORARY"),
    schema("public", "USAGE"),
    schema(OWNER, "CREATE", "USAGE"),
    ...services.flatMap(({ name }) => [database(name, "CONNECT"), schema(name, "USAGE")]),
    ...[{ name: "public", tables: {} as Role["tables"] }, ...services].flatMap(({ name, tables }) =>
      TABLES.map((table): GrantPlan => ({
        key: `${name}-${table}`,
        role: name,
        objectType: "table",
        schema: "public",
        objects: [table],
        privileges: (tables[table] ?? []).map((privilege) => privilege.toUpperCase()).sort(),
      })),
    ),
  ];
}
