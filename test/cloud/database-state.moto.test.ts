import assert from "node:assert/strict";
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import {
  DatabaseStates,
  ensureAvailable,
  isRunning,
  type DatabaseState,
} from "#cloud/database-state";
import { UserError } from "#lib/errors";
import { describeWithMoto } from "#test/moto";

const REGION = "eu-west-1";

describeWithMoto("the state of a database", () => {
  let rds: RDSClient;
  let states: DatabaseStates;
  before(async () => {
    rds = new RDSClient({ region: REGION });
    states = new DatabaseStates(REGION);
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: "one",
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        MasterUsername: "cruddur_admin",
        MasterUserPassword: "not-a-real-one",
        AllocatedStorage: 20,
      }),
    );
    await rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: "many",
        Engine: "aurora-postgresql",
        MasterUsername: "cruddur_admin",
        MasterUserPassword: "not-a-real-one",
      }),
    );
  });

  it("is that of an instance or of a cluster, whichever has the name", async () => {
    assert.deepEqual(await states.read("one"), {
      kind: "instance",
      identifier: "one",
      status: "available",
    });
    assert.equal((await states.read("many")).kind, "cluster");
  });

  for (const identifier of ["one", "many"]) {
    it(`is available again after ensureAvailable has started ${identifier}, which was stopped`, async () => {
      await states.stop(await states.read(identifier));
      assert.equal((await states.read(identifier)).status, "stopped");
      const notes: string[] = [];
      const options = { pollMs: 1, note: (text: string) => void notes.push(text) };
      assert.equal(await ensureAvailable(REGION, identifier, options), true);
      assert.equal((await states.read(identifier)).status, "available");
      assert.match(notes.join("\n"), new RegExp(`${identifier} is stopped; starting it`));
    });
  }

  it("leaves one that runs alone", async () => {
    assert.equal(await ensureAvailable(REGION, "one", { pollMs: 1 }), false);
  });

  it("says so when AWS will not stop what is stopped", async () => {
    const state = await states.read("one");
    await states.stop(state);
    await assert.rejects(
      states.stop(state),
      (error) => error instanceof UserError && /does not stop database one/.test(error.message),
    );
    await ensureAvailable(REGION, "one", { pollMs: 1 });
  });

  it("says that there is no such database", async () => {
    await assert.rejects(
      states.read("nowhere"),
      (error) =>
        error instanceof UserError &&
        /AWS does not tell of database nowhere/.test(error.message) &&
        /this account and this region/.test(error.hint!),
    );
  });

  for (const identifier of ["one", "many"]) {
    it(`says that a snapshot of ${identifier} has that name already`, async () => {
      const state = await states.read(identifier);
      const name = `before-the-launch-of-${identifier}`;
      await states.snapshot(state, name);
      await assert.rejects(
        states.snapshot(state, name),
        (error) =>
          error instanceof UserError &&
          error.exitCode === 2 &&
          error.message.startsWith(`There is a snapshot ${name} already.`) &&
          /--name/.test(error.hint),
      );
    });
  }

  it("ends the wait when Ctrl-C was pressed, and when patience is at an end", async () => {
    const never = () => false;
    const check = () => {
      throw new Error("interrupted");
    };
    await assert.rejects(states.waitFor("one", never, { pollMs: 1, check }), /interrupted/);
    await assert.rejects(
      states.waitFor("one", never, { pollMs: 1, patienceMs: 5 }),
      /Database one is available after 0 s/,
    );
  });
});

describe("isRunning", () => {
  const running = (status: string) =>
    isRunning({ kind: "instance", identifier: "x", status } satisfies DatabaseState);

  it("is true while the database takes connections, whatever else is done to it", () => {
    for (const status of ["available", "backing-up", "modifying", "storage-optimization"]) {
      assert.equal(running(status), true, status);
    }
  });

  it("is false when it takes none", () => {
    for (const status of ["stopped", "stopping", "starting", "creating", "deleting", "failed"]) {
      assert.equal(running(status), false, status);
    }
  });
});
