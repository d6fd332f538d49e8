import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { lockHolders } from "#database/connection/holders";
import { PROVISION_LOCK } from "#database/provision";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { SEEDS_DIRECTORY } from "#database/seeds/seed";
import { setup, type Sources } from "#database/replacement/setup";
import { TEMPLATE_BUILDING } from "#database/replacement/template";
import { fromRoot } from "#lib/root";
import type { Target } from "#lib/domain/target";
import { RunningCommand } from "#test/cli";
import { rowsIn, seededRows } from "#test/databases";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  urlOf,
  within,
} from "#test/targets";

const quiet = () => ({ consent: consentOf(), steps: silentSteps(), tell: () => {} });

interface Ended {
  readonly killed: boolean;
  readonly output: string;
}

/** `CRUDDUR_KILLS=50 npm test -- test/database/replacement/setup-killed.command.test.ts` takes a minute or two. */
const RANDOM_KILLS = Number(process.env["CRUDDUR_KILLS"] ?? 5);

/** Runs a setup in a process of its own, which is killed at a query. */
function setUpKilled(
  target: Target,
  kill: { atQuery?: number; migrations?: string },
): Promise<Ended> {
  const sources: Sources = {
    migrations: kill.migrations ?? MIGRATIONS_DIRECTORY,
    seeds: SEEDS_DIRECTORY,
  };
  const child = spawn(
    process.execPath,
    ["--import", "tsx", fromRoot("test", "database", "replacement", "setup-child.ts")],
    {
      cwd: fromRoot(),
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        SETUP_TARGET: JSON.stringify(target),
        SETUP_SOURCES: JSON.stringify(sources),
        SETUP_KILL_AT: String(kill.atQuery ?? 0),
      },
    },
  );
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  child.stderr.on("data", (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL")
        reject(new Error(`setup ended with ${code}:\n${output}`));
      else resolve({ killed: signal === "SIGKILL", output });
    });
  });
}

/** The server goes on with a dead client's statement; a person's next command comes after it. */
async function untilLockIsFree(target: Target): Promise<void> {
  await within(
    target,
    async (client) => {
      while ((await lockHolders(client, PROVISION_LOCK)).length > 0) await delay(10);
    },
    target.maintenance,
  );
}

/** A database in use that holds one row of the user's. */
async function setUpWithRow(target: Target): Promise<void> {
  await setup(target, quiet());
  await within(target, (client) => client.query("create table keepsake as select 1 as one"));
}

const hasRow = (target: Target, database?: string) =>
  within(
    target,
    async (client) => {
      const { rows } = await client.query<{ it: boolean }>(
        "select to_regclass('public.keepsake') is not null as it",
      );
      return rows[0]!.it;
    },
    database,
  );

const isThere = (target: Target, database: string) =>
  within(
    target,
    async (client) =>
      (await client.query("select from pg_database where datname = $1", [database])).rowCount === 1,
    target.maintenance,
  );

const isComplete = (target: Target) =>
  within(target, async (client) => {
    const { rows } = await client.query("select environment from cruddur_meta");
    return (
      rows[0]?.environment === "local" &&
      isDeepStrictEqual(await rowsIn(client), await seededRows())
    );
  });

/**
 * What must hold whenever a setup was killed: the database answers and is wholly the one before or wholly the new one;
 * in the latter case the one before is kept.
 */
async function assertWhole(target: Target): Promise<"before" | "new"> {
  assert.equal(await isComplete(target), true);
  if (await hasRow(target)) return "before";
  assert.equal(await hasRow(target, `${target.parameters.database}_prev`), true);
  return "new";
}

describe("setup, killed", () => {
  const targets: Target[] = [];
  const newTarget = async (): Promise<Target> => {
    const target = await localTarget();
    targets.push(target);
    return target;
  };
  afterEach(async () => {
    for (const target of targets.splice(0)) await removeTarget(target);
  });

  /** A setup killed at each of some queries, and one that is not killed after each. */
  async function killAtEach(
    queries: readonly number[],
    migrationsFor: (query: number) => Promise<string>,
  ): Promise<Set<string>> {
    const target = await newTarget();
    const seen = new Set<string>();
    for (const atQuery of queries) {
      await setUpWithRow(target);
      const migrations = await migrationsFor(atQuery);
      assert.equal((await setUpKilled(target, { atQuery, migrations })).killed, true);
      await untilLockIsFree(target);
      seen.add(await assertWhole(target));
      await setup(target, quiet());
      assert.deepEqual(await endingsOf(target), ["", "_prev"], `killed at query ${atQuery}`);
      assert.equal(await isThere(target, TEMPLATE_BUILDING), false, `killed at query ${atQuery}`);
    }
    return seen;
  }

  const countQueries = async (migrations: string): Promise<number> => {
    const target = await newTarget();
    await setup(target, quiet());
    await setUpWithRow(target); // so that there is one to discard
    return Number((await setUpKilled(target, { migrations })).output);
  };

  it("leaves the database in use whole and the next run no litter, while it makes the template", async function () {
    this.timeout(300_000);
    const directory = await mkdtemp(path.join(tmpdir(), "cruddur-migrations-"));
    /** The same migrations, with a hash for which there is no template yet. */
    const fresh = async (query: number): Promise<string> => {
      const copy = path.join(directory, String(query));
      await cp(MIGRATIONS_DIRECTORY, copy, { recursive: true });
      await appendFile(path.join(copy, "0004-create-cruddur-meta.sql"), `-- ${query}\n`);
      return copy;
    };
    const queries = await countQueries(await fresh(0));
    const some = Array.from({ length: Math.floor(queries / 20) }, (_, index) => index * 20 + 5);
    await killAtEach(some, fresh);
    await rm(directory, { recursive: true, force: true });
  });

  it(`leaves the database in use whole when the command is killed at ${RANDOM_KILLS} random moments`, async function () {
    this.timeout(60_000 + RANDOM_KILLS * 10_000);
    const target = await newTarget();
    await setUpWithRow(target);
    const seen = { before: 0, new: 0, ended: 0 };
    for (let run = 0; run < RANDOM_KILLS; run += 1) {
      const running = new RunningCommand("db-setup", [], {
        env: { CONNECTION_URL: urlOf(target) },
      });
      await running.says("target local");
      // From the banner to the prompt it is 0.3 s on a quick machine.
      await Promise.race([delay(Math.random() * 500), running.ended]);
      if (running.isOver) seen.ended += 1;
      else running.interrupt("SIGKILL");
      await running.ended;
      // A person's next command may come at once, with the server still at the dead one's statement.
      const now = await assertWhole(target);
      seen[now] += 1;
      await untilLockIsFree(target);
      if ((await assertWhole(target)) === "new") {
        await within(target, (client) => client.query("create table keepsake as select 1 as one"));
      }
    }
    if (RANDOM_KILLS > 8) console.log(`      ${JSON.stringify(seen)}`);
    await setup(target, quiet());
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });
});
