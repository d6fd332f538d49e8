import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { withWatchedClient } from "#database/connection/lock-watch";
import { migrateTarget } from "#database/migrations/migrate-target";
import { seedTarget } from "#database/seeds/seed-target";
import { setup } from "#database/replacement/setup";
import { UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { consentOf, localTarget, removeTarget, silentSteps } from "#test/targets";

describe("withWatchedClient", () => {
  let target: Target;
  let psql: pg.Client;
  beforeEach(async () => {
    target = await localTarget();
    await setUp();
    psql = new pg.Client({ ...target.parameters, application_name: "psql" });
    psql.on("error", () => {});
    await psql.connect();
  });
  afterEach(async () => {
    await psql.end().catch(() => {});
    await removeTarget(target);
  });
  const setUp = (consent = consentOf()) =>
    setup(target, { consent, steps: silentSteps(), tell: () => {} });

  const waiting: [string, string, (consent: ReturnType<typeof consentOf>) => Promise<unknown>][] = [
    ["db:seed", "users", (consent) => seedTarget(target, { consent, dryRun: false })],
    [
      "db:migrate",
      "cruddur_migrations",
      (consent) => migrateTarget(target, { chore: "db:migrate", consent, dryRun: false }),
    ],
    // It ends the session in the end, but first has to read what the database says of itself.
    ["db:setup", "cruddur_meta", setUp],
  ];
  for (const [chore, table, work] of waiting) {
    it(`names who holds a lock on ${table} that ${chore} waits for, and goes on when it is gone`, async () => {
      await psql.query(`begin; lock table ${table} in access exclusive mode`);
      const consent = consentOf();
      const running = work(consent);
      running.catch(() => {}); // its failure is told below
      while (consent.notes.length === 0) await delay(10);
      assert.match(
        consent.notes[0]!,
        /^Waiting for a lock of psql \(postgres from 127\.0\.0\.1, process \d+.*idle in transaction\)/,
      );
      await psql.query("rollback");
      await running;
    });
  }

  it("gives up at last, and names the holder and what to type", async () => {
    await psql.query("begin; lock table users in access exclusive mode");
    const notes: string[] = [];
    const note = (text: string) => void notes.push(text);
    const waited = withWatchedClient(target.parameters, "test", note, async (client) => {
      await client.query("set lock_timeout = '1500ms'");
      await client.query("select from users");
    });
    await assert.rejects(waited, (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^A lock that was needed is held by psql \(postgres from/);
      assert.match(error.hint!, /npm run db:kill-all/);
      return true;
    });
  });
});
