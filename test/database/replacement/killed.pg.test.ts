import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { lockHolders } from "#database/connection/holders";
import { PROVISION_LOCK } from "#database/provision";
import { drop } from "#database/replacement/drop";
import { restoreSnapshot } from "#database/replacement/restore-snapshot";
import { setup } from "#database/replacement/setup";
import { seeDatabases, seeDatabasesFrom } from "#database/replacement/signature";
import { deleteSnapshot, databaseOf } from "#database/replacement/snapshots";
import { takeSnapshot } from "#database/replacement/take-snapshot";
import { undo } from "#database/replacement/undo";
import type { Target } from "#lib/domain/target";
import { CuttingProxy } from "#test/cutting-proxy";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";

const SNAPSHOT = `killed-${process.pid}`;
const tell = () => {};

interface Command {
  run(target: Target): Promise<unknown>;
  /** What may be in use and kept after it, of the databases that were; "new" is one that was not there. */
  readonly ends: readonly (readonly [inUse: string, kept: string])[];
}

const COMMANDS: Readonly<Record<string, Command>> = {
  "db:setup": {
    run: (target) => setup(target, { consent: consentOf(), steps: silentSteps(), tell }),
    ends: [["new", "in use"]],
  },
  "db:drop": {
    run: (target) => drop(target, { consent: consentOf(), dryRun: false, purge: false, tell }),
    ends: [["none", "in use"]],
  },
  "db:undo": {
    run: (target) => undo(target, { consent: consentOf(), dryRun: false, tell }),
    ends: [["kept", "in use"]],
  },
  "db:restore": {
    run: (target) => restoreSnapshot(target, { name: SNAPSHOT, consent: consentOf(), tell }),
    ends: [["new", "in use"]],
  },
  "db:snapshot -- --replace": {
    run: (target) =>
      takeSnapshot(target, { name: SNAPSHOT, replace: true, consent: consentOf(), tell }),
    ends: [],
  },
};

/** Each command, cut off at each of its questions to the server; then the next one, which is let be. */
describe("a command that is killed", () => {
  let target: Target;
  let proxy: CuttingProxy;
  before(async () => {
    target = await localTarget();
    proxy = await CuttingProxy.to(target.parameters);
    await COMMANDS["db:setup"]!.run(target);
    await COMMANDS["db:setup"]!.run(target);
    await takeSnapshot(target, { name: SNAPSHOT, consent: consentOf(), tell });
  });
  after(async () => {
    await deleteSnapshot(target, SNAPSHOT, { dryRun: false, note: () => {} });
    await removeTarget(target);
    await proxy.close();
  });

  const onServer = <T>(work: Parameters<typeof within<T>>[1]): Promise<T> =>
    within(target, work, target.maintenance);
  /** The oids of the database in use, the one that is kept, and the snapshot. */
  const look = () =>
    onServer(async (admin) => {
      const { database } = target.parameters;
      const names = [database, `${database}_prev`, databaseOf(SNAPSHOT)];
      const seen = await seeDatabases(admin, names);
      return names.map((name) => seen.get(name)?.oid);
    });
  const untilLockIsFree = () =>
    onServer(async (admin) => {
      while ((await lockHolders(admin, PROVISION_LOCK)).length > 0) await delay(5);
    });
  const answers = (database: string) =>
    within(target, async (client) => (await client.query("select from users")).rowCount, database);

  for (const [name, { run, ends }] of Object.entries(COMMANDS)) {
    it(`leaves all that was there, and the next ${name} no litter, at each of its questions`, async function () {
      this.timeout(120_000);
      const { parameters } = target;
      const through = {
        ...target,
        parameters: { ...parameters, host: "127.0.0.1", port: proxy.port },
      };
      const seen = new Set<string>();
      for (let question = 1; ; question += 1) {
        if ((await look())[0] === undefined) await COMMANDS["db:undo"]!.run(target);
        if ((await look())[1] === undefined) await COMMANDS["db:setup"]!.run(target);
        const [inUse, kept, snapshot] = await look();
        proxy.cutAt(question);
        const isOver = await run(through).then(
          () => true,
          () => false,
        );
        if (isOver && proxy.asked < question) break;
        await untilLockIsFree();
        const now = await look();
        const nameOf = (oid: number | undefined) =>
          oid === undefined ? "none" : oid === inUse ? "in use" : oid === kept ? "kept" : "new";
        const state = [nameOf(now[0]), nameOf(now[1])];
        seen.add(state.join());
        const allowed = [["in use", "kept"], ...ends];
        const says = `cut at question ${question}: ${state.join(" and ")}`;
        assert.ok(
          allowed.some((one) => one.join() === state.join()),
          says,
        );
        assert.notEqual(now[2], undefined, `${says}, no snapshot`);
        if (now[0] !== undefined) assert.notEqual(await answers(parameters.database), 0, says);
        if (name.startsWith("db:snapshot")) assert.equal(now[0], inUse, says);
        else assert.equal(now[2], snapshot, says);
        if (now[0] === undefined) await COMMANDS["db:undo"]!.run(target);
        await run(target);
        const endings = await endingsOf(target);
        assert.ok(
          endings.every((ending) => ["", "_prev"].includes(ending)),
          `${says}, then ${endings.join()}`,
        );
        const beside = await onServer((admin) => seeDatabasesFrom(admin, "cruddur_"));
        assert.deepEqual(
          [...beside.keys()].filter((one) => /building|discarded/.test(one)),
          [],
          says,
        );
      }
      for (const end of ends) assert.ok(seen.has(end.join()), [...seen].join(" · "));
    });
  }
});
