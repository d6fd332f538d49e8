import assert from "node:assert/strict";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CreateSecurityGroupCommand, EC2Client } from "@aws-sdk/client-ec2";
import { SecurityGroupLeases } from "#cloud/security-group-leases";
import { startWorkspace } from "#local/workspace/start";
import type { Env } from "#lib/environment";
import { command, processesOf } from "#test/cli";
import { newStateDirectory, removeStateDirectory } from "#test/host";
import { describeWithMoto } from "#test/moto";
import { until } from "#test/until";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

const REGION = "eu-west-1";

describeWithMoto("workspace:start", () => {
  let directory: string;
  let groupId: string;
  let count = 0;

  before(async () => {
    directory = await newStateDirectory();
    await mkdir(path.join(directory, "bin"));
    // In the place of the two sources that agree on this machine's public address.
    await writeFile(
      path.join(directory, "address.cjs"),
      `globalThis.fetch = ((real) => async (url, ...rest) =>
        String(url).startsWith("https://") ? new Response(process.env.ADDRESS) : real(url, ...rest))(fetch);`,
    );
  });
  after(async () => {
    await command("stop", ["--state-directory", directory]);
    await removeStateDirectory(directory);
  });
  beforeEach(async () => {
    count += 1;
    const made = await new EC2Client({ region: REGION }).send(
      new CreateSecurityGroupCommand({ GroupName: `workspace-${count}`, Description: "test" }),
    );
    groupId = made.GroupId!;
    const told = { ...STACK_OUTPUTS, region: REGION, securityGroupId: groupId };
    await pulumiThat(`echo '${JSON.stringify(told)}'`);
  });
  afterEach(() => rm(path.join(directory, "workspace"), { force: true }));

  const pulumiThat = async (does: string) => {
    await writeFile(path.join(directory, "bin", "pulumi"), `#!/bin/sh\n${does}\n`);
    await chmod(path.join(directory, "bin", "pulumi"), 0o755);
  };
  const environment = (env: Env): Env => ({
    CRUDDUR_TARGET: "dev",
    PATH: `${directory}/bin:${process.env["PATH"]}`,
    NODE_OPTIONS: `--require ${directory}/address.cjs`,
    ADDRESS: "203.0.113.7",
    ...env,
  });
  const start = async (env: Env = {}) => {
    const args = ["--state-directory", directory];
    const ended = await command("workspace-start", args, { env: environment(env) });
    assert.equal(ended.code, 0, ended.stderr);
    return ended.stdout;
  };
  const leases = async () =>
    (await new SecurityGroupLeases({ region: REGION, groupId }).list()).leases
      .map(({ workspace, address }) => `${workspace} ${address}`)
      .sort();

  it("opens the lease, renews it, and moves it where the container has been made anew", async () => {
    const desk = { CRUDDUR_WORKSPACE: "desk" };
    const said = await start(desk);
    assert.match(
      said,
      /^✓ Cruddur runs: http:\S+\n✓ Stack dev lets 203\.0\.113\.7 in until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/,
    );
    assert.deepEqual(await leases(), ["desk 203.0.113.7"]);
    await start(desk);
    assert.deepEqual(await leases(), ["desk 203.0.113.7"]);
    await start({ ...desk, ADDRESS: "203.0.113.8" });
    assert.deepEqual(await leases(), ["desk 203.0.113.8"]);
  });

  it("keeps two workspaces of one developer apart", async () => {
    await start({ CRUDDUR_WORKSPACE: "desk" });
    await start({ CODESPACE_NAME: "fuzzy-potato", ADDRESS: "203.0.113.8" });
    assert.deepEqual(await leases(), ["desk 203.0.113.7", "fuzzy-potato 203.0.113.8"]);
  });

  it("knows a container by the name in its volume", async () => {
    await writeFile(path.join(directory, "workspace"), "cruddur-stack-1f2e3d4c\n");
    await start();
    assert.deepEqual(await leases(), ["cruddur-stack-1f2e3d4c 203.0.113.7"]);
  });

  const AGAIN = "Then: npm run dev-ip:open -- --target dev\n";
  const lineOf = (said: string) => said.split("\n").slice(1).join("\n");

  it("says in one line that nobody is signed in to AWS", async () => {
    const without = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const said = lineOf(await start(without));
    assert.match(said, /^! No lease on dev: AWS does not .*credentials.*\n$/i);
    assert.ok(said.endsWith(AGAIN));
  });

  it("says in one line that there is no network", async () => {
    const said = lineOf(await start({ ADDRESS: "" }));
    assert.match(said, /^! No lease on dev: .*address.*\n$/);
    assert.ok(said.endsWith(AGAIN));
  });

  it("says in one line that there is no such stack", async () => {
    await pulumiThat(`echo "error: no stack named 'dev' found" >&2; exit 1`);
    assert.equal(
      lineOf(await start()),
      `! No lease on dev: There is no target dev: it is neither local nor a Pulumi stack. See the stacks: pulumi stack ls. ${AGAIN}`,
    );
  });

  it("says in one line that nobody is logged in to Pulumi", async () => {
    const told =
      "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions";
    await pulumiThat(`echo "${told}" >&2; exit 255`);
    const said = lineOf(await start());
    assert.match(
      said,
      /^! No lease on dev: Pulumi does not know where the stacks' state is: nobody is signed in to it\. .*pulumi login --local\. .*\n$/,
    );
    assert.ok(said.endsWith(AGAIN));
  });

  it("says in one line that there is no Pulumi, and installs nothing for it", async () => {
    await rm(path.join(directory, "bin", "pulumi"));
    const PATH = `${path.dirname(process.execPath)}:/usr/bin:/bin`;
    assert.equal(
      lineOf(await start({ PATH })),
      `! No lease on dev: pulumi is not installed. Install it: https://www.pulumi.com/docs/install. ${AGAIN}`,
    );
  });

  for (const CRUDDUR_TARGET of ["dev; touch x", "dev\nprod", "--help", "x".repeat(3_000)]) {
    it(`makes no command of ${JSON.stringify(CRUDDUR_TARGET.slice(0, 20))}`, async () => {
      const said = lineOf(await start({ CRUDDUR_TARGET }));
      assert.match(
        said,
        /^! No lease: CRUDDUR_TARGET is "[^\n]{1,70}, which is no name of a stack\..*\n$/,
      );
    });
  }

  for (const CRUDDUR_TARGET of ["", "local", "LOCAL", undefined]) {
    it(`wants no lease for CRUDDUR_TARGET ${CRUDDUR_TARGET}`, async () => {
      assert.equal(lineOf(await start({ CRUDDUR_TARGET })), "");
    });
  }

  it("waits no longer than a start may take for what hangs", async () => {
    await pulumiThat("exec sleep 5");
    const env = { ...process.env, ...environment({}) };
    const how = { stateDirectory: directory, env, timeoutMs: 1_500, hasAll: true };
    const { copy, lease } = await startWorkspace(how);
    assert.ok(copy.ok);
    assert.match(lease!.says, /^No lease on dev: it took too long\. See why: npm run dev-ip:open/);
    await until("what hung is ended", () => processesOf(`${directory}/bin`).length === 0);
  });

  it("says in one line why the copy does not start", async () => {
    const state = path.join(directory, "other");
    const env = { CONNECTION_URL: "postgresql://postgres:x@db.example.com/cruddur" };
    const args = ["--state-directory", state];
    const { code, stdout } = await command("workspace-start", args, { env });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^! Cruddur does not run: CONNECTION_URL leads to db\.example\.com, which is not .*npm start -- --postgres embedded.*\n$/,
    );
  });

  it("says in one line that its folder is none", async () => {
    const state = path.join(directory, "a-file");
    await writeFile(state, "");
    const { code, stdout } = await command("workspace-start", ["--state-directory", state]);
    assert.equal(code, 0);
    assert.match(stdout, /^! Cruddur does not run: [^\n]*a-file[^\n]*\n$/);
  });
});
