import { createHash } from "node:crypto";
import type pg from "pg";
import { OWNER, ROLES } from "#lib/domain/access";
import { RefusedError } from "#lib/errors";
import { grantStatements, roleStatements, type RolePasswords } from "#lib/sql/access";
import { identifier } from "#lib/sql/quote";
import type { Target } from "#lib/domain/target";
import { applyGrants, applyRoles } from "../access/access.ts";
import { withClient } from "../connection/connect.ts";
import { listMigrations, migrate } from "../migrations/migrate.ts";
import { asOwner, createDatabase } from "../provision.ts";
import {
  ABOUT_TO_BE_SIGNED,
  isOurs,
  seeDatabases,
  seeDatabasesFrom,
  sign,
  type Signature,
} from "./signature.ts";
import { dropDatabase, waitUntilUnused } from "./swap.ts";

const PREFIX = "cruddur_template_";
/** A template that is being built; litter when nobody is at it. */
export const TEMPLATE_BUILDING = `${PREFIX}building`;
/** Templates of other branches that are kept, so that going back and forth stays quick; about 8 MB each. */
const KEPT_OTHERS = 2;

/** The name of the template for a folder's migrations and the access model as they are now. */
export async function templateName(directory?: string): Promise<string> {
  const hash = createHash("sha256");
  for (const { name, sha256 } of await listMigrations(directory))
    hash.update(`${name} ${sha256}\n`);
  hash.update([...roleStatements(new Map()), ...grantStatements("")].join("\n"));
  return PREFIX + hash.digest("hex").slice(0, 16);
}

/** Brings the roles of the access model to a local server, when it lacks one. */
export async function ensureRoles(admin: pg.Client, passwords: RolePasswords): Promise<void> {
  const { rowCount } = await admin.query("select from pg_roles where rolname = any ($1)", [
    ROLES.map(({ name }) => name),
  ]);
  if (rowCount !== ROLES.length) await applyRoles(admin, passwords);
}

/**
 * Makes the template when it is missing: a database with the migrated schema and its grants, without marker and rows,
 * that nobody can connect to. It gets its name when it is complete, so an interrupted one is never copied.
 */
export async function makeTemplate(
  admin: pg.Client,
  target: Target,
  name: string,
  passwords: RolePasswords,
  directory?: string,
): Promise<void> {
  await applyRoles(admin, passwords);
  await makeMigrated(admin, target, TEMPLATE_BUILDING, { kind: "template", of: name }, directory);
  await waitUntilUnused(admin, [TEMPLATE_BUILDING]);
  await admin.query(
    [
      "begin",
      `alter database ${identifier(TEMPLATE_BUILDING)} is_template true allow_connections false`,
      `alter database ${identifier(TEMPLATE_BUILDING)} rename to ${identifier(name)}`,
      "commit",
    ].join(";\n"),
  );
}

/** Makes a database with the migrated schema and its grants. */
export async function makeMigrated(
  admin: pg.Client,
  target: Target,
  database: string,
  signature: Signature,
  directory?: string,
): Promise<string[]> {
  await createDatabase(admin, database, signature);
  return withClient({ ...target.parameters, database }, "setup", async (client) => {
    const migrations = await asOwner(client, () => migrate(client, directory));
    await applyGrants(client);
    return migrations;
  });
}

/** Copies a template and signs the copy. By the log (`wal_log`), which needs no checkpoint; copying files would wait for two. */
export async function copyTemplate(
  admin: pg.Client,
  template: string,
  database: string,
  signature: Signature,
): Promise<void> {
  await admin.query(
    `create database ${identifier(database)} owner ${identifier(OWNER)} template ${identifier(template)}
     strategy wal_log ${ABOUT_TO_BE_SIGNED}`,
  );
  await sign(admin, database, signature);
}

/** Drops the templates of older migrations that we made, all but the newest few. */
export async function pruneTemplates(admin: pg.Client, current: string): Promise<string[]> {
  const all = [...(await seeDatabasesFrom(admin, PREFIX)).values()];
  const others = all.filter(
    (one) => one.name !== current && !one.isUnfinished && isOurs(one, "template", one.name),
  );
  const old = others.slice(KEPT_OTHERS);
  for (const { name } of old) {
    await admin.query(`alter database ${identifier(name)} is_template false`);
    await dropDatabase(admin, name);
  }
  return old.map(({ name }) => name);
}

/** Whether the server has the template. Throws a RefusedError for a database that only has its name. */
export async function hasTemplate(admin: pg.Client, name: string): Promise<boolean> {
  const found = (await seeDatabases(admin, [name])).get(name);
  if (found === undefined) return false;
  if (!found.isUnfinished && isOurs(found, "template", name)) return true;
  throw new RefusedError(
    `Database ${name} has the name of a template of db:setup, but was not made by it. Nothing was done.`,
    `Whoever made it can rename it: alter database ${identifier(name)} rename to ${identifier(`${name}_mine`)}`,
  );
}
