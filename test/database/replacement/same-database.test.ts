import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { withClient } from "#database/connection/connect";
import { drop } from "#database/replacement/drop";
import { fence, type Action } from "#database/fence/fence";
import { PROVISION_LOCK } from "#database/provision";
import { requireSameDatabase } from "#database/replacement/same-database";
import { setup } from "#database/replacement/setup";
import { deleteSnapshot, restoreSnapshot, takeSnapshot } from "#database/replacement/snapshots";
import { undo } from "#database/replacement/undo";
import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";

const ACTION: Action = { chore: "db:test", what: "do it", kind: "destroys" };
const tell = () => {};

describe("requireSameDatabase", () => {
  let target: Target;
  beforeEach(async () => {
    target = await localTarget();
    await setUp();
  });
  afterEach(() => removeTarget(target));

  const setUp = (consent = consentOf()) => setup(target, { consent, steps: silentSteps(), tell });
  const look = () => fence(target, ACTION, consentOf());
  const admin = () => ({ ...target.parameters, database: target.maintenance });
  /** What somebody else does with the names meanwhile, without our lock. */
  const replace = () =>
    within(
      target,
      async (client) => {
        const { database } = target.parameters;
        await client.query(`alter database ${database} rename to ${database}_theirs`);
        await client.query(`create database ${database} template ${database}_theirs`);
        await within(target, (one) => one.query("update cruddur_meta set fingerprint = uuidv7()"));
      },
      target.maintenance,
    );

  it("lets the database pass that was looked at", async () => {
    await requireSameDatabase(target, ACTION, consentOf(), await look());
  });

  it("refuses one that came into its place, and one that is gone", async () => {
    const passed = await look();
    await setUp();
    await assert.rejects(requireSameDatabase(target, ACTION, consentOf(), passed), RefusedError);
    await drop(target, { consent: consentOf(), purge: true, dryRun: false, tell });
    await assert.rejects(
      requireSameDatabase(target, ACTION, consentOf(), passed),
      /was taken away by somebody else/,
    );
  });

  it("refuses one that was not there before", async () => {
    await drop(target, { consent: consentOf(), purge: true, dryRun: false, tell });
    const passed = await look();
    await setUp();
    await assert.rejects(
      requireSameDatabase(target, ACTION, consentOf(), passed),
      /was replaced by somebody else/,
    );
  });

  const chores: [string, (consent: ReturnType<typeof consentOf>) => Promise<unknown>][] = [
    ["db:setup", setUp],
    ["db:drop", (consent) => drop(target, { consent, purge: false, dryRun: false, tell })],
    ["db:undo", (consent) => undo(target, { consent, dryRun: false, tell })],
    ["db:restore", (consent) => restoreSnapshot(target, { name: "same", consent, tell })],
  ];
  for (const [chore, work] of chores) {
    it(`keeps ${chore} from replacing a database that came while it waited for the lock`, async () => {
      await setUp(); // so that there is one to undo
      if (chore === "db:restore") {
        await takeSnapshot(target, { name: "same", consent: consentOf(), tell });
      }
      const consent = consentOf();
      await withClient(admin(), "provision", async (other) => {
        await other.query("select pg_advisory_lock($1)", [PROVISION_LOCK.toString()]);
        const running = work(consent);
        running.catch(() => {}); // its failure is told below
        while (consent.notes.length === 0) await delay(5);
        await replace();
        await other.query("select pg_advisory_unlock($1)", [PROVISION_LOCK.toString()]);
        await assert.rejects(running, (error) => {
          assert.ok(error instanceof RefusedError);
          assert.match(error.message, /was replaced by somebody else .* Nothing was done\./);
          return true;
        });
      });
      assert.deepEqual(await endingsOf(target), ["", "_prev", "_theirs"]);
      if (chore === "db:restore") await deleteSnapshot(target, "same", false);
    });
  }
});
