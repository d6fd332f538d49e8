/** A task for the migrator, by its `action`. */
export type MigratorEvent = MigrateEvent | AccessEvent;

/** Run the migrations of the archive that the database lacks, as the schema's owner, and bring the grants up to date. */
export interface MigrateEvent {
  readonly action: "migrate";
  /** The text that the database's marker must have, or gets: `dev`, `prod`. */
  readonly environment: string;
  readonly stack: string;
}

/** Make roles and privileges what the access model says, as the master user. */
export interface AccessEvent {
  readonly action: "access";
  /** @default MASTER_USER */
  readonly user?: string;
  /** The master user's, of the managed secret. It is never logged and stands in no message. */
  readonly password: string;
}

/**
 * The names of the migrations that were run, with the stack that the database says it is of, which of a restored one may be
 * another; or of the roles and tables that have their privileges now.
 */
export type MigratorResult =
  | {
      readonly action: "migrate";
      readonly migrations: readonly string[];
      readonly marker: string;
    }
  | {
      readonly action: "access";
      readonly roles: readonly string[];
      readonly tables: readonly string[];
    };

/** Throws an Error that names what is missing; it shows no value, since one may be the password. */
export function parseEvent(event: unknown): MigratorEvent {
  const { action, ...given } = Object(event) as Record<string, unknown>;
  const textOf = (name: string): string => {
    const value = given[name];
    if (typeof value === "string" && value !== "") return value;
    throw new Error(`The event of action "${action}" needs a text "${name}".`);
  };
  if (action === "migrate") {
    return { action, environment: textOf("environment"), stack: textOf("stack") };
  }
  if (action === "access") {
    const user = given["user"] === undefined ? {} : { user: textOf("user") };
    return { action, password: textOf("password"), ...user };
  }
  throw new Error('The event\'s "action" is neither "migrate" nor "access".');
}
