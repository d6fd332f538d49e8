/**
 * A chore as people type it, beside what nobody can do without: Node's own start, and one psql that drops, creates and
 * fills the same database. And what `--help` costs.
 */
import { execFile } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { readMigration } from "#database/migrations/file";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { SEEDS_DIRECTORY } from "#database/seeds/seed";
import { fromRoot } from "#lib/root";
import { ratioOf, spreadOf, type Benchmark } from "./figure.ts";
import { interleave, timed } from "./interleave.ts";
import { startServer, temporaryDirectory } from "./servers.ts";

const ROUNDS = 15;

export const chores: Benchmark = {
  name: "chores",
  async run(checkpoint) {
    const server = await startServer({ durable: true });
    const directory = await temporaryDirectory();
    try {
      const parameters = await server.database("cruddur");
      const { host, port, user, password } = parameters;
      const url = `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/cruddur`;
      const env = { ...process.env, CONNECTION_URL: url, NO_COLOR: "1" };
      const script = path.join(directory, "setup.sql");
      await writeFile(script, await sameByPsql());
      const psql = { ...process.env, PGPASSWORD: password };
      const address = ["-h", host, "-p", String(port), "-U", user, "-d", "postgres"];
      const samples = await interleave(
        {
          node: () => timed(() => execute(process.execPath, ["-e", "0"])),
          help: () => timed(() => execute(process.execPath, chore("--help"))),
          setup: async () => {
            const ms = await timed(() => execute(process.execPath, chore(), { env }));
            await removalIsDone(parameters); // it must not burden the arm that comes next
            return ms;
          },
          psql: () =>
            timed(() =>
              execute("psql", ["-Xq", "-v", "ON_ERROR_STOP=1", ...address, "-f", script], {
                env: psql,
              }),
            ),
        },
        { rounds: ROUNDS, warmUp: 2, checkpoint },
      );
      const floor = samples.node.map((ms, round) => ms + samples.psql[round]!);
      return [
        {
          label: "second db:setup / (node -e 0 + one psql)",
          unit: "x",
          spread: ratioOf(samples.setup, floor),
          goal: { most: 1.2 },
        },
        {
          label: "db:setup --help / node -e 0",
          unit: "x",
          spread: ratioOf(samples.help, samples.node),
          goal: { most: 3 },
        },
        { label: "second db:setup", unit: "ms", spread: spreadOf(samples.setup) },
        { label: "one psql doing the same", unit: "ms", spread: spreadOf(samples.psql) },
        { label: "node -e 0", unit: "ms", spread: spreadOf(samples.node) },
      ];
    } finally {
      await server.remove();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** The command leaves the removal of the oldest database to the server. */
async function removalIsDone(parameters: ConnectionParameters): Promise<void> {
  await withClient(parameters, "bench", async (client) => {
    const left = "select from pg_database where datname = $1";
    while ((await client.query(left, ["cruddur_discarded"])).rowCount !== 0) await delay(20);
  });
}

const execute = promisify(execFile);

const chore = (...options: string[]) => [fromRoot("scripts", "launch.cjs"), "db-setup", ...options];

/** Drop, create, migrations and seeds as one file for psql. */
async function sameByPsql(): Promise<string> {
  const migrations = await Promise.all(
    (await sqlFiles(MIGRATIONS_DIRECTORY)).map(async (file) => (await readMigration(file)).up.sql),
  );
  const seeds = await Promise.all(
    (await sqlFiles(SEEDS_DIRECTORY)).map((file) => readFile(file, "utf8")),
  );
  return [
    "drop database if exists by_psql with (force);",
    "create database by_psql template template0 encoding 'UTF8';",
    "\\connect by_psql",
    "begin;",
    ...migrations,
    ...seeds,
    "commit;",
  ].join("\n");
}

async function sqlFiles(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
  return names.map((name) => path.join(directory, name));
}
