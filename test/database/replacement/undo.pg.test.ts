import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import pg from "pg";
import { drop } from "#database/replacement/drop";
import type { Holder } from "#database/connection/holders";
import { setup } from "#database/replacement/setup";
import { restoreSnapshot } from "#database/replacement/restore-snapshot";
import { deleteSnapshot, listSnapshots, newestSnapshot } from "#database/replacement/snapshots";
import { takeSnapshot } from "#database/replacement/take-snapshot";
import { undo } from "#database/replacement/undo";
import { readMarker } from "#database/fence/marker";
import { dropDatabase } from "#test/databases";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";

const tell = () => {};
const setUp = (target: Target) =>
  setup(target, { consent: consentOf(), steps: silentSteps(), tell });
const undoIt = (target: Target, dryRun = false) =>
  undo(target, { consent: consentOf(), dryRun, tell });
const dropIt = (
  target: Target,
  more: { purge?: boolean; dryRun?: boolean; tell?: (holders: readonly Holder[]) => void } = {},
) =>
  drop(target, {
    consent: consentOf(more.purge === true ? target.parameters.database : undefined),
    ...{ purge: false, dryRun: false, tell },
    ...more,
  });

/** Marks the database in use with a word, to know it again. */
const write = (target: Target, word: string) =>
  within(target, (client) => client.query(`create table word as select '${word}' as word`));
const read = (target: Target) =>
  within(target, async (client) => {
    const { rows } = await client.query<{ it: boolean }>(
      "select to_regclass('word') is not null as it",
    );
    if (!rows[0]!.it) return undefined;
    return (await client.query<{ word: string }>("select word from word")).rows[0]!.word;
  });

describe("database chores that can be taken back", () => {
  const targets: Target[] = [];
  const newTarget = async (): Promise<Target> => {
    const target = await localTarget();
    targets.push(target);
    await setUp(target);
    await write(target, "first");
    return target;
  };
  afterEach(async () => {
    for (const target of targets.splice(0)) await removeTarget(target);
  });

  describe("undo", () => {
    it("brings the one before back, and takes itself back the second time", async () => {
      const target = await newTarget();
      await setUp(target);
      await write(target, "second");
      await undoIt(target);
      assert.equal(await read(target), "first");
      await undoIt(target);
      assert.equal(await read(target), "second");
      assert.deepEqual(await endingsOf(target), ["", "_prev"]);
    });

    it("leaves the database in place when nothing was there before it", async () => {
      const target = await newTarget();
      assert.equal((await undoIt(target)).broughtBack, undefined);
      assert.equal(await read(target), "first");
      assert.deepEqual(await endingsOf(target), [""]);
    });

    it("says that there is nothing to undo when there is neither", async () => {
      const target = await newTarget();
      await dropDatabase(target.parameters);
      await assert.rejects(undoIt(target), /nothing to undo: neither .* nor .*_prev is there/);
    });

    it("names a database that somebody has renamed by hand", async () => {
      const target = await newTarget();
      const { database } = target.parameters;
      const away = `${database}_away`;
      const rename = (from: string, to: string) =>
        within(
          target,
          (client) => client.query(`alter database "${from}" rename to "${to}"`),
          target.maintenance,
        );
      await rename(database, away);
      const consent = consentOf();
      await assert.rejects(undo(target, { consent, dryRun: false, tell }), /nothing to undo/);
      assert.match(consent.notes.join(), new RegExp(`${away} was ${database} and .* rename to`));
      await rename(away, database);
      assert.equal(await read(target), "first");
    });

    it("changes nothing as a dry run", async () => {
      const target = await newTarget();
      await setUp(target);
      assert.equal((await undoIt(target, true)).broughtBack, `${target.parameters.database}_prev`);
      assert.equal(await read(target), undefined);
    });

    it("ends the sessions in both, and names them", async () => {
      const target = await newTarget();
      await setUp(target);
      const clients = ["", "_prev"].map(
        (ending) =>
          new pg.Client({
            ...target.parameters,
            database: target.parameters.database + ending,
            application_name: `psql${ending}`,
          }),
      );
      for (const client of clients) {
        client.on("error", () => {});
        await client.connect();
      }
      const told: string[] = [];
      await undo(target, {
        consent: consentOf(),
        dryRun: false,
        tell: (holders) => told.push(...holders.map(({ application }) => application)),
      });
      assert.deepEqual(told.sort(), ["psql", "psql_prev"]);
    });

    it("refuses to bring back a database that is marked production", async () => {
      const target = await newTarget();
      await setUp(target);
      const previous = `${target.parameters.database}_prev`;
      await within(
        target,
        (client) => client.query("update cruddur_meta set environment = 'production'"),
        previous,
      );
      await assert.rejects(undoIt(target), RefusedError);
      assert.equal(await read(target), undefined);
    });
  });

  describe("drop", () => {
    it("keeps what it drops, and undo brings it back", async () => {
      const target = await newTarget();
      const result = await dropIt(target);
      assert.deepEqual(await endingsOf(target), ["_prev"]);
      assert.equal(result.kept, `${target.parameters.database}_prev`);
      await undoIt(target);
      assert.equal(await read(target), "first");
      assert.deepEqual(await endingsOf(target), [""]);
    });

    it("drops what was kept before", async () => {
      const target = await newTarget();
      await setUp(target);
      const result = await dropIt(target);
      assert.deepEqual(result.dropped, [`${target.parameters.database}_prev`]);
      assert.deepEqual(await endingsOf(target), ["_prev"]);
    });

    it("names and ends an editor's session", async () => {
      const target = await newTarget();
      const editor = new pg.Client({ ...target.parameters, application_name: "DataGrip" });
      editor.on("error", () => {});
      await editor.connect();
      const told: Holder[] = [];
      await dropIt(target, { tell: (holders) => told.push(...holders) });
      assert.deepEqual(
        told.map(({ application }) => application),
        ["DataGrip"],
      );
    });

    it("asks before it purges, on this machine too", async () => {
      const target = await newTarget();
      const options = { consent: consentOf(), purge: true, dryRun: false, tell };
      await assert.rejects(drop(target, options), /for good\. Nothing brings it back\./);
      assert.deepEqual((await drop(target, { ...options, dryRun: true })).dropped, [
        target.parameters.database,
      ]);
      assert.deepEqual(await endingsOf(target), [""]);
    });

    it("leaves nothing when it purges", async () => {
      const target = await newTarget();
      await setUp(target);
      await dropIt(target, { purge: true });
      assert.deepEqual(await endingsOf(target), []);
    });

    it("does nothing as a dry run, nor when there is no database", async () => {
      const target = await newTarget();
      assert.equal((await dropIt(target, { dryRun: true })).wasThere, true);
      assert.deepEqual(await endingsOf(target), [""]);
      assert.equal((await dropIt(await localTarget())).wasThere, false);
    });
  });

  describe("snapshots", () => {
    const options = (name: string) => ({ name, consent: consentOf(), tell });

    it("bring a database back as it was, any number of times, and can be undone", async () => {
      const target = await newTarget();
      const name = `${target.parameters.database.replaceAll("_", "-")}`;
      const taken = await takeSnapshot(target, options(name));
      assert.equal(taken?.database, target.parameters.database);
      assert.ok(taken.bytes > 1_000_000);
      for (const word of ["second", "third"]) {
        await within(target, (client) => client.query("update word set word = $1", [word]));
        const { previous } = await restoreSnapshot(target, options(name));
        assert.equal(previous, `${target.parameters.database}_prev`);
        assert.equal(await read(target), "first");
      }
      await undoIt(target);
      assert.equal(await read(target), "third");
      await assert.rejects(takeSnapshot(target, options(name)), /There is a snapshot .* already/);
      await takeSnapshot(target, { ...options(name), replace: true });
      await restoreSnapshot(target, options(name));
      assert.equal(await read(target), "third");
      assert.ok((await listSnapshots(target)).some((snapshot) => snapshot.name === name));
      await deleteSnapshot(target, name, { dryRun: false, note: tell });
      assert.ok(!(await listSnapshots(target)).some((snapshot) => snapshot.name === name));
      assert.deepEqual(await endingsOf(target), ["", "_prev"]);
    });

    it("are of a database, and the newest of another one is not meant", async () => {
      const [target, other] = [await newTarget(), await newTarget()];
      await assert.rejects(newestSnapshot(target), /There is no snapshot of target_/);
      await takeSnapshot(target, options("ours"));
      await takeSnapshot(other, options("theirs"));
      try {
        assert.equal(await newestSnapshot(target), "ours");
        await deleteSnapshot(target, "ours", { dryRun: false, note: tell });
        await assert.rejects(newestSnapshot(target), (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.hint!, /theirs \(of target_.*npm run db:restore -- --name NAME/);
          return true;
        });
      } finally {
        await deleteSnapshot(target, "theirs", { dryRun: false, note: tell });
      }
    });

    it("are not put in place when they are marked production, and leave no litter", async () => {
      const target = await newTarget();
      const mark = "update cruddur_meta set environment = $1";
      const admin = { ...target.parameters, database: target.maintenance };
      await takeSnapshot(target, options("production"));
      await withClient(admin, "test", (client) =>
        client.query('alter database "cruddur_snap_production" allow_connections true'),
      );
      await within(
        target,
        (client) => client.query(mark, ["production"]),
        "cruddur_snap_production",
      );
      await assert.rejects(restoreSnapshot(target, options("production")), /production/);
      assert.equal(await read(target), "first");
      assert.deepEqual(await endingsOf(target), [""]);
      await deleteSnapshot(target, "production", { dryRun: false, note: tell });
    });

    it("get a fingerprint of their own when they are put in place", async () => {
      const target = await newTarget();
      const mark = async () => (await within(target, readMarker))!.fingerprint;
      const before = await mark();
      await takeSnapshot(target, options("marked"));
      await restoreSnapshot(target, options("marked"));
      await deleteSnapshot(target, "marked", { dryRun: false, note: tell });
      assert.notEqual(await mark(), before);
    });

    it("are never what only has the name of one", async () => {
      const target = await newTarget();
      const name = `by-hand-${process.pid}`;
      const database = `cruddur_snap_${name}`;
      const admin = { ...target.parameters, database: target.maintenance };
      await withClient(admin, "test", (client) => client.query(`create database "${database}"`));
      await assert.rejects(
        deleteSnapshot(target, name, { dryRun: false, note: tell }),
        /was not made by db:snapshot/,
      );
      await assert.rejects(restoreSnapshot(target, options(name)), /was not made by db:snapshot/);
      const replacing = { ...options(name), replace: true };
      await assert.rejects(takeSnapshot(target, replacing), /was not made by db:snapshot/);
      await withClient(admin, "test", (client) => client.query(`drop database "${database}"`));
    });

    it("are taken while programs use the database", async () => {
      const target = await newTarget();
      const client = new pg.Client({ ...target.parameters, application_name: "app" });
      client.on("error", () => {});
      await client.connect();
      const told: Holder[] = [];
      await takeSnapshot(target, { ...options("used"), tell: (holders) => told.push(...holders) });
      assert.deepEqual(
        told.map(({ application }) => application),
        ["app"],
      );
      await deleteSnapshot(target, "used", { dryRun: false, note: tell });
    });

    it("have names that can be typed, and those there are are told", async () => {
      const target = await newTarget();
      for (const name of ["", "A", "a b", "../x", "--building", "x".repeat(41)]) {
        await assert.rejects(takeSnapshot(target, options(name)), RefusedError, name);
      }
      await takeSnapshot(target, options("one"));
      await assert.rejects(restoreSnapshot(target, options("two")), /no snapshot "two"/);
      await deleteSnapshot(target, "one", { dryRun: false, note: tell });
    });

    it("are refused off this machine", async () => {
      const target = { ...(await newTarget()), name: "dev", isLocal: false };
      await assert.rejects(takeSnapshot(target, options("x")), RefusedError);
      await assert.rejects(listSnapshots(target), RefusedError);
    });
  });
});
