import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateDBInstanceCommand, ModifyDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { DatabaseStates } from "#cloud/database-state";
import { command } from "#test/cli";
import { describeWithMoto } from "#test/moto";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

describeWithMoto("rds:*", () => {
  const { databaseIdentifier, region } = STACK_OUTPUTS;
  let directory: string;
  let options: { env: Record<string, string> };
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-rds-"));
    options = { env: { PATH: `${directory}:${process.env["PATH"]}` } };
    const file = path.join(directory, "pulumi");
    await writeFile(file, `#!/bin/sh\necho '${JSON.stringify(STACK_OUTPUTS)}'\n`);
    await chmod(file, 0o755);
    await new RDSClient({ region }).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: databaseIdentifier,
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        MasterUsername: "cruddur_admin",
        MasterUserPassword: "not-a-real-one",
        AllocatedStorage: 20,
      }),
    );
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const run = (name: string, ...args: string[]) => command(name, args, options);
  const status = async () => (await new DatabaseStates(region).read(databaseIdentifier)).status;

  it("stops a database, says so, and starts it again", async () => {
    const stopped = await run("rds-stop", "--target", "dev");
    assert.equal(stopped.code, 0, stopped.stderr);
    assert.match(stopped.stdout, /is being stopped\. Start it: npm run rds:start -- --target dev/);
    assert.equal(await status(), "stopped");
    const told = JSON.parse((await run("rds-status", "--target", "dev", "--json")).stdout);
    assert.deepEqual([told.kind, told.status], ["instance", "stopped"]);
    assert.match((await run("rds-stop", "--target", "dev")).stdout, /is stopped\.\n$/);
    const started = await run("rds-start", "--target", "dev");
    assert.equal(started.code, 0, started.stderr);
    assert.match(started.stderr, /is stopped; starting it/);
    assert.match(started.stdout, /takes connections\.\n$/);
    assert.match((await run("rds-start", "--target", "dev")).stdout, /and did before/);
  });

  it("changes nothing in a dry run", async () => {
    assert.match((await run("rds-stop", "--target", "dev", "--dry-run")).stdout, /would stop it/);
    assert.match((await run("rds-start", "--target", "dev", "--dry-run")).stdout, /nothing to do/);
    assert.equal(await status(), "available");
  });

  it("wants the identifier as consent before it stops production", async () => {
    for (const confirm of [[], ["--confirm", "something"]]) {
      const { code, stderr } = await run("rds-stop", "--target", "prod", ...confirm);
      assert.equal(code, 2);
      assert.match(stderr, /production's.*Nothing was done.\n.*--confirm cruddur-dev/);
    }
    assert.equal(await status(), "available");
    const { code } = await run("rds-stop", "--target", "prod", "--confirm", databaseIdentifier);
    assert.equal(code, 0);
    assert.equal(await status(), "stopped");
  });

  it("refuses a consent to nothing, and a snapshot's name of which there is one", async () => {
    const consent = await run("rds-snapshots", "--target", "dev", "--confirm", "drill");
    assert.equal(consent.code, 2, consent.stderr);
    assert.match(consent.stderr, /--target dev --delete drill --confirm drill/);
    const unread = await run("rds-snapshot", "--target", "dev", "--name", "1x");
    assert.match(unread.stderr, /before-the-launch\. Nothing was done\./);
    const drill = () => run("rds-snapshot", "--target", "dev", "--name", "drill");
    const first = await drill();
    assert.equal(first.code, 0, first.stderr);
    const second = await drill();
    assert.equal(second.code, 2, second.stderr);
    assert.match(second.stderr, /^✗ There is a snapshot drill already\. Nothing was done\./m);
  });

  it("names the server that a restore has set aside, where the stack's name has none", async () => {
    const kept = `${databaseIdentifier}-before-20261120100000`;
    await new RDSClient({ region }).send(
      new ModifyDBInstanceCommand({
        DBInstanceIdentifier: databaseIdentifier,
        NewDBInstanceIdentifier: kept,
        ApplyImmediately: true,
      }),
    );
    const { code, stderr } = await run("rds-status", "--target", "dev");
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`AWS has no database ${databaseIdentifier}; .* as ${kept},`));
    assert.match(stderr, new RegExp(`rds:restore -- --target dev --from ${kept}@latest`));
  });

  it("wants a target", async () => {
    const { code, stderr } = await run("rds-status");
    assert.equal(code, 2);
    assert.match(stderr, /--target NAME is missing/);
  });
});
