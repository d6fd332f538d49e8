import { provision } from "#database/provision";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { SERVER_VARIABLE, TEMPLATES, type TestServer } from "./databases.ts";

let server: ThrowAwayServer | undefined;

/** One PostgreSQL server for the whole run, with two databases to copy: the schema alone, and with seeds. */
export async function mochaGlobalSetup(): Promise<void> {
  server = await startThrowAway();
  const { host, port, user, password, database } = server;
  process.env[SERVER_VARIABLE] = JSON.stringify({
    host,
    port,
    user,
    password,
    maintenance: database,
  } satisfies TestServer);
  for (const [kind, name] of Object.entries(TEMPLATES)) {
    await provision({ host, port, user, password, database: name }, database, {
      seed: kind === "seeded",
    });
  }
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
}
