import { randomUUID } from "node:crypto";
import type pg from "pg";
import { derivedPasswords } from "#database/access/access";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { dropDatabase as dropOurs } from "#database/replacement/swap";
import { provision } from "#database/provision";
import { OWNER, ROLES } from "#lib/domain/access";
import { codeOf } from "#lib/errors";
import { identifier, literal } from "#lib/sql/quote";
import { asSuperuser } from "#local/postgres/superuser/secret";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";

/** The server of this process, as the commands reach it: by an account that is no superuser. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly maintenance: string;
}

/** Databases that tests copy; nobody connects to them. */
const TEMPLATES = { schema: "template_schema", seeded: "template_seeded" } as const;

/** Not of this module: mocha loads some files as ES modules and others not, and each kind would start a server. */
const ours = globalThis as { testServer?: Promise<ThrowAwayServer> };

/**
 * This process's PostgreSQL server, which the first call starts (about 2 s): each process that mocha runs side by side
 * has its own, so that no test meets the roles, locks and sessions of another. It ends with the process.
 */
export async function testServer(): Promise<TestServer> {
  ours.testServer ??= startServer();
  return addressOf(await ours.testServer);
}

/** Ends this process's server, if a test has asked for one. */
export async function stopTestServer(): Promise<void> {
  await (await ours.testServer)?.stop();
}

async function startServer(): Promise<ThrowAwayServer> {
  const server = await startThrowAway();
  // A signal alone would end this process, and leave the server. At Ctrl-C mocha sends both.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
  const { maintenance, ...address } = addressOf(server);
  for (const [kind, database] of Object.entries(TEMPLATES)) {
    await provision({ ...address, database }, maintenance, { seed: kind === "seeded" });
  }
  return server;
}

function addressOf({ host, port, user, password, database }: ThrowAwayServer): TestServer {
  return { host, port, user, password, maintenance: database };
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
  const { maintenance, ...server } = await testServer();
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

/** The numbers of rows that the seeds make, whichever seeds there are. */
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
  const { maintenance, ...server } = await testServer();
  await withClient({ ...server, database: maintenance }, "test", async (client) => {
    // A guarded one is a template, which nobody may drop.
    await client.query(
      `do $$ begin if exists (select from pg_database where datname = ${literal(database)} and datistemplate)
       then alter database ${identifier(database)} is_template false; end if; end $$`,
    );
    try {
      // It waits for them by itself, up to 5 s.
      await client.query(`drop database if exists ${identifier(database)}`);
      return;
    } catch (error) {
      // Still in use, or protected.
      if (!["55006", "42809"].includes(codeOf(error)!)) throw error;
    }
    await dropOurs(client, database);
  });
}

/** The same database as the server's superuser, for the few tests that arrange what nobody else may. */
export async function asTestSuperuser(
  parameters: ConnectionParameters,
): Promise<ConnectionParameters> {
  const { directory } = (await ours.testServer)!;
  return asSuperuser(directory, parameters);
}

/** The same database as a role of the access model. */
export function asRole(parameters: ConnectionParameters, role: string): ConnectionParameters {
  return { ...parameters, user: role, password: derivedPasswords(parameters.password).get(role)! };
}
