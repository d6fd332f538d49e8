import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateDBInstanceCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { checkSignedIn, snapshotDatabase, startStoppedDatabase } from "#cloud/deploy/deploy-stack";
import { DatabaseStates, isRunning } from "#cloud/database-state";
import { UserError } from "#lib/errors";
import { PLACEHOLDER_ACCOUNT } from "#lib/stack-config/deployable";
import { parseStackConfig } from "#lib/stack-config/parse";
import { describeWithMoto } from "#test/moto";
import { standInPulumi } from "#test/plans/pulumi-program";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

const { databaseIdentifier: identifier, region } = STACK_OUTPUTS;
const config = (values: Record<string, unknown> = {}) =>
  parseStackConfig("dev", { environment: "dev", region, ...values });

describeWithMoto("a stack before its up", () => {
  let folder: string;
  let states: DatabaseStates;
  const noted: string[] = [];
  const options = { note: (text: string) => void noted.push(text), check: () => {} };
  const outputs = async (answer: { stdout?: string; stderr?: string; code?: number }) =>
    (await standInPulumi(folder, { "stack output": answer })).env;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-before-up-"));
    states = new DatabaseStates(region);
    await new RDSClient({ region }).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: identifier,
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        MasterUsername: "cruddur_admin",
        MasterUserPassword: "not-a-real-one",
        AllocatedStorage: 20,
      }),
    );
    await states.stop(await states.read(identifier));
  });
  after(() => rm(folder, { recursive: true }));

  it("has no database to start when it has no outputs yet", async () => {
    await startStoppedDatabase(config(), await outputs({ stdout: "{}" }), options);
    assert.equal((await states.read(identifier)).status, "stopped");
  });

  it("is not taken for a new one when it cannot be asked", async () => {
    const env = await outputs({ stderr: "error: boom", code: 1 });
    await assert.rejects(startStoppedDatabase(config(), env, options), UserError);
  });

  it("has its stopped database started, which is said", async () => {
    const env = await outputs({ stdout: JSON.stringify(STACK_OUTPUTS) });
    await startStoppedDatabase(config(), env, options);
    assert.ok(isRunning(await states.read(identifier)));
    assert.match(noted.join("\n"), /Database cruddur-dev is stopped; starting it/);
  });

  it("has a snapshot of its database, which is there when it is told of", async () => {
    const env = await outputs({ stdout: JSON.stringify(STACK_OUTPUTS) });
    const name = await snapshotDatabase(config(), env);
    assert.match(name!, /^cruddur-dev-before-migration-\d{14}$/);
    const { DBSnapshots: [made] = [] } = await new RDSClient({ region }).send(
      new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: name }),
    );
    assert.equal(made!.Status, "available");
    assert.equal(await snapshotDatabase(config(), await outputs({ stdout: "{}" })), undefined);
  });

  it("asks AWS for nothing when it is on this machine", async () => {
    const local = parseStackConfig("local", { environment: "local" });
    await checkSignedIn(local);
    await startStoppedDatabase(local, {}, options);
  });

  it("is refused with another account's credentials, before anything is planned", async () => {
    await assert.rejects(
      checkSignedIn(config({ accountId: "210987654321" })),
      /belongs to account 210987654321/,
    );
    await checkSignedIn(config());
    // The program itself says what to type where there is no account yet.
    await checkSignedIn(config({ accountId: PLACEHOLDER_ACCOUNT }));
  });
});
