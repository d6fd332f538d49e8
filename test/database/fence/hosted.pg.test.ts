import assert from "node:assert/strict";
import { provision } from "#database/provision";
import { create } from "#database/replacement/create";
import { drop } from "#database/replacement/drop";
import { setup } from "#database/replacement/setup";
import { deleteSnapshot, listSnapshots } from "#database/replacement/snapshots";
import { takeSnapshot } from "#database/replacement/take-snapshot";
import { undo } from "#database/replacement/undo";
import type { Target } from "#lib/domain/target";
import { withTarget } from "#targets/with-target";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  urlOf,
  within,
} from "#test/targets";

const note = () => {};
const tell = () => {};

/** Whatever opens a connection to a server of its own accord, by its name; the database need not be there. */
const COMMANDS: Readonly<Record<string, (target: Target) => Promise<unknown>>> = {
  "db:setup": (target) => setup(target, { consent: consentOf(), steps: silentSteps(), tell }),
  "db:create": (target) => create(target, { dryRun: false, note }),
  "db:drop": (target) => drop(target, { consent: consentOf(), dryRun: false, purge: false, tell }),
  "db:undo": (target) => undo(target, { consent: consentOf(), dryRun: false, tell }),
  "db:snapshot": (target) => takeSnapshot(target, { name: "it", consent: consentOf(), tell }),
  "db:snapshots": listSnapshots,
  "db:snapshots -- --delete": (target) => deleteSnapshot(target, "it", { dryRun: false, note }),
  "npm start": (target) => provision(target.parameters, target.maintenance),
  "any that changes something": (target) =>
    withTarget("local", { name: "test", note, env: { CONNECTION_URL: urlOf(target) } }, () =>
      assert.fail("it went on"),
    ),
};

describe("refuseHosted", () => {
  for (const role of ["rdsadmin", "cloudsqladmin", "azure_pg_admin"]) {
    it(`is asked by every command on a server with ${role}, though its database is not there`, async () => {
      const target = await localTarget({ kind: "external" });
      const onServer = (sql: string) =>
        within(target, (client) => client.query(sql), target.maintenance);
      await onServer(`create role ${role}`);
      try {
        for (const [name, run] of Object.entries(COMMANDS)) {
          await assert.rejects(run(target), (error) => {
            assert.match(String(error), /^RefusedError: .* is a hosted server/, name);
            return true;
          });
        }
        assert.deepEqual(await endingsOf(target), []);
      } finally {
        await onServer(`drop role ${role}`);
      }
    });
  }

  it("is not asked of a server that we started", async () => {
    const target = await localTarget({ kind: "embedded" });
    const admin = (sql: string) =>
      within(target, (client) => client.query(sql), target.maintenance);
    await admin("create role rdsadmin");
    try {
      await COMMANDS["db:create"]!(target);
      assert.deepEqual(await endingsOf(target), [""]);
    } finally {
      await admin("drop role rdsadmin");
      await removeTarget(target);
    }
  });

  it("lets commands that only read pass", async () => {
    const target = await localTarget({ kind: "external" });
    const onServer = (sql: string) =>
      within(target, (client) => client.query(sql), target.maintenance);
    await onServer("create role rdsadmin");
    try {
      const options = { name: "test", note, onlyReads: true };
      const env = { CONNECTION_URL: urlOf(target) };
      assert.equal(await withTarget("local", { ...options, env }, async () => "read"), "read");
    } finally {
      await onServer("drop role rdsadmin");
    }
  });
});
