import { randomUUID } from "node:crypto";
import type pg from "pg";
import { derivedPasswords } from "#database/access/access";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { OWNER, ROLES } from "#lib/domain/access";
import { codeOf } from "#lib/errors";
import { identifier } from "#lib/sql/quote";

/** A run's server, as its superuser reaches it. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly maintenance: string;
}

export const SERVERS_VARIABLE = "CRUDDUR_TEST_SERVERS";

/** Databases that tests copy; nobody connects to them. */
export const TEMPLATES = { schema: "template_schema", seeded: "template_seeded" } as const;

/** The server of this process: mocha numbers those that it runs side by side. */
export function testServer(): TestServer {
  const text = process.env[SERVERS_VARIABLE];
  if (!text)
    throw new Error(
      "No test server: run the tests by mocha, whose .mocharc.json loads test/support/hooks.ts.",
    );
  const servers = JSON.parse(text) as readonly TestServer[];
  return servers[Number(process.env["MOCHA_WORKER_ID"] ?? 0) % servers.length]!;
}

/** A database of a test's own (about 20 ms): the migrated schema, or the schema with seeds. Drop it with `dropDatabase`. */
export async function freshDatabase(
  template: keyof typeof TEMPLATES = "schema",
): Promise<ConnectionParameters> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await copyOf(template);
    } catch (error) {
      // The server's own workers (autovacuum) look into a template now and then, and nobody can copy it meanwhile.
      if (codeOf(error) !== "55006" || attempt === 5) throw error;
    }
  }
}

async function copyOf(template: keyof typeof TEMPLATES): Promise<ConnectionParameters> {
  const { maintenance, ...server } = testServer();
  // Not counted: mocha loads some files as ES modules and others not, and each kind would have a count of its own.
  const database = `test_${randomUUID().replaceAll("-", "")}`;
  await withClient({ ...server, database: maintenance }, "test", async (client) => {
    await client.query(
      `create database ${identifier(database)} owner ${identifier(OWNER)} template ${identifier(TEMPLATES[template])} strategy wal_log`,
    );
    // Privileges on the database itself are not part of the copy.
    for (const role of ROLES.filter(({ login }) => login)) {
      await client.query(
        `grant connect on database ${identifier(database)} to ${identifier(role.name)}`,
      );
    }
  });
  return { ...server, database };
}

/** How many rows the tables have that seeds fill. */
export interface Rows {
  readonly users: number;
  readonly activities: number;
}

export async function rowsIn(client: pg.Client): Promise<Rows> {
  const { rows } = await client.query<Rows>(
    "select (select count(*)::int from users) as users, (select count(*)::int from activities) as activities",
  );
  return rows[0]!;
}

/** What the seeds make, whichever there are. */
export async function seededRows(): Promise<Rows> {
  const database = await freshDatabase("seeded");
  const rows = await withClient(database, "test", rowsIn);
  await dropDatabase(database);
  return rows;
}

/**
 * Drops a test's database. Sessions that are about to end get a moment to do so: ended by force, their client would
 * meet an error that nobody listens for.
 */
export async function dropDatabase({ database }: ConnectionParameters): Promise<void> {
  const { maintenance, ...server } = testServer();
  await withClient({ ...server, database: maintenance }, "test", async (client) => {
    try {
      // It waits for them by itself, up to 5 s.
      await client.query(`drop database if exists ${identifier(database)}`);
      return;
    } catch (error) {
      if (codeOf(error) !== "55006") throw error;
    }
    await client.query(`drop database if exists ${identifier(database)} with (force)`);
  });
}

/** The same database as a role of the access model. */
export function asRole(parameters: ConnectionParameters, role: string): ConnectionParameters {
  return { ...parameters, user: role, password: derivedPasswords(parameters.password).get(role)! };
}
