import { provision } from "#database/provision";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { SERVERS_VARIABLE, TEMPLATES, type TestServer } from "./databases.ts";

const servers: ThrowAwayServer[] = [];

/**
 * One PostgreSQL server for each process that runs tests (`mocha --parallel --jobs`), so that no test meets the roles,
 * locks and sessions of another; in each two databases to copy: the schema alone, and with seeds.
 */
export async function mochaGlobalSetup(): Promise<void> {
  const jobs = Number(process.env["CRUDDUR_TEST_JOBS"] ?? 1);
  await Promise.all(Array.from({ length: jobs }, start));
  process.env[SERVERS_VARIABLE] = JSON.stringify(servers.map(addressOf));
}

async function start(): Promise<void> {
  const server = await startThrowAway();
  servers.push(server);
  const { maintenance, ...address } = addressOf(server);
  for (const [kind, database] of Object.entries(TEMPLATES)) {
    await provision({ ...address, database }, maintenance, { seed: kind === "seeded" });
  }
}

function addressOf({ host, port, user, password, database }: ThrowAwayServer): TestServer {
  return { host, port, user, password, maintenance: database };
}

export async function mochaGlobalTeardown(): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}
