import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { SecurityGroupLeases } from "#cloud/security-group-leases";
import { command } from "#test/cli";
import { describeWithMoto, freePort } from "#test/moto";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

const REGION = "eu-west-1";

describeWithMoto("dev-ip:*", () => {
  let directory: string;
  let groupId: string;
  let listener: Server;
  let port: number;
  let count = 0;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-dev-ip-"));
    listener = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    ({ port } = listener.address() as { port: number });
  });
  after(async () => {
    listener.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    count += 1;
    const made = await new EC2Client({ region: REGION }).send(
      new CreateSecurityGroupCommand({ GroupName: `dev-ip-${count}`, Description: "test" }),
    );
    groupId = made.GroupId!;
  });

  const place = () => ["--security-group", groupId, "--region", REGION, "--stack", "dev"];
  const as = (developer: string) => ["--developer", developer, "--workspace", "desk"];
  const run = (name: string, ...args: string[]) => command(name, [...place(), ...args]);
  const open = (ip: string, developer: string, ...more: string[]) =>
    run("dev-ip-open", "--ip", ip, ...as(developer), ...more);
  const leases = async () =>
    (await new SecurityGroupLeases({ region: REGION, groupId }).list()).leases;
  const addresses = async () => (await leases()).map(({ address }) => address).sort();
  /** A stand-in of Pulumi that tells of the group as stack dev's. */
  const withStack = async (more: object = {}) => {
    const told = { ...STACK_OUTPUTS, region: REGION, securityGroupId: groupId, ...more };
    const file = path.join(directory, "pulumi");
    await writeFile(file, `#!/bin/sh\necho '${JSON.stringify(told)}'\n`);
    await chmod(file, 0o755);
    return { env: { PATH: `${directory}:${process.env["PATH"]}` } };
  };

  it("opens by options alone, as within pulumi up, tries the port, and closes again", async () => {
    const host = ["--host", "127.0.0.1", "--port", String(port)];
    const opened = await open("203.0.113.7", "alice", ...host, "--hours", "3");
    assert.equal(opened.code, 0, opened.stderr);
    assert.match(
      opened.stdout,
      new RegExp(`^Opened: 203\\.0\\.113\\.7 may connect to port ${port} until 20`),
    );
    assert.match(opened.stdout, /The database answers at 127\.0\.0\.1/);
    assert.equal(opened.stderr, `Trying 127.0.0.1:${port} …\n`);
    const [lease] = await leases();
    assert.deepEqual([lease!.developer, lease!.workspace, lease!.stack], ["alice", "desk", "dev"]);
    const closed = await run("dev-ip-close", ...as("alice"));
    assert.match(closed.stdout, /^Closed the lease of alice at desk: 203\.0\.113\.7\.\n$/);
    assert.deepEqual(await addresses(), []);
  });

  it("takes group, region and database from a stack's outputs", async () => {
    const options = await withStack({ databaseHost: "127.0.0.1", databasePort: port });
    const args = ["--target", "dev", "--ip", "203.0.113.7", "--json", ...as("alice")];
    const { code, stdout, stderr } = await command("dev-ip-open", args, options);
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout);
    assert.deepEqual(
      [told.ok, told.outcome, told.address, told.port, told.reach.result],
      [true, "opened", "203.0.113.7", port, "open"],
    );
    assert.deepEqual(await addresses(), ["203.0.113.7"]);
    const listed = await command("dev-ip-list", ["--target", "dev"], options);
    assert.match(listed.stdout, /^203\.0\.113\.7 +until 20\d\d-.* UTC {2}alice at desk\n$/);
  });

  it("fails and says what is likely at fault when nothing answers, and leaves the lease open", async () => {
    const nobody = String(await freePort());
    const { code, stderr } = await open(
      "203.0.113.7",
      "alice",
      "--host",
      "127.0.0.1",
      "--port",
      nobody,
    );
    assert.equal(code, 1);
    assert.match(stderr, /no PostgreSQL listens at 127\.0\.0\.1/);
    assert.deepEqual(await addresses(), ["203.0.113.7"]);
  });

  it("moves one developer's lease, and leaves a colleague's and a rule made by hand", async () => {
    await new EC2Client({ region: REGION }).send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          {
            IpProtocol: "tcp",
            FromPort: 5432,
            ToPort: 5432,
            IpRanges: [{ CidrIp: "203.0.113.99/32" }],
          },
        ],
      }),
    );
    await Promise.all([open("203.0.113.1", "alice"), open("203.0.113.2", "bob")]);
    const moved = await open("203.0.113.3", "alice");
    assert.match(moved.stdout, /^Moved your lease: 203\.0\.113\.3 /);
    assert.deepEqual(await addresses(), ["203.0.113.2", "203.0.113.3"]);
    const shared = await open("203.0.113.2", "carol");
    assert.equal(shared.code, 0);
    assert.match(shared.stdout, /the lease of bob at desk lets it in/);
    assert.match(
      (await open("203.0.113.99", "carol")).stdout,
      /a rule that is no lease lets it in/,
    );
    assert.match((await run("dev-ip-close", ...as("carol"))).stdout, /There is no lease of carol/);
    assert.match((await run("dev-ip-prune")).stdout, /No lease has expired/);
    assert.deepEqual(await addresses(), ["203.0.113.2", "203.0.113.3"]);
  });

  it("changes nothing in a dry run", async () => {
    const { code, stdout } = await open("203.0.113.7", "alice", "--dry-run");
    assert.equal(code, 0);
    assert.match(stdout, /^Would open: 203\.0\.113\.7/);
    assert.deepEqual(await addresses(), []);
  });

  it("refuses what is no public address of one machine, and changes nothing", async () => {
    for (const ip of ["0.0.0.0/0", "10.0.0.1", "2001:db8::1", "100.64.1.1"]) {
      const { code, stderr } = await open(ip, "alice");
      assert.equal(code, 2);
      assert.match(stderr, /cannot be read: .*(is|means) .*Nothing was done/s);
    }
    assert.deepEqual(await addresses(), []);
  });

  it("refuses to open the group of a private database, and says how it is reached", async () => {
    const options = await withStack({ databasePublic: false });
    const args = ["--target", "prod", "--ip", "203.0.113.7"];
    const { code, stderr } = await command("dev-ip-open", args, options);
    assert.equal(code, 2);
    assert.match(stderr, /npm run tunnel -- --target prod/);
    assert.deepEqual(await addresses(), []);
  });

  it("refuses options that name no place, two, or half of one", async () => {
    for (const args of [
      [],
      ["--target", "local"],
      ["--region", REGION],
      ["--security-group", groupId],
      [...place(), "--target", "dev"],
    ]) {
      const { code, stderr } = await command("dev-ip-list", args);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, /Nothing was done\.\n.*dev-ip:list -- --target dev/);
    }
  });

  it("says how to sign in when AWS knows no credentials", async () => {
    const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { code, stderr } = await command("dev-ip-list", place(), { env });
    assert.equal(code, 1);
    assert.match(stderr, /Could not load credentials.*\n.*Sign in/);
  });
});
