import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { command, processesOf, RunningCommand } from "#test/cli";
import { describeWithMoto, freePort } from "#test/moto";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

const { region } = STACK_OUTPUTS;

/** What ssh does with -L, without a host in between. */
const SSH = `
const net = require("node:net");
const [, local, localPort, host, port] = /^([\\d.]+):(\\d+):([^:]+):(\\d+)$/.exec(process.argv[process.argv.indexOf("-L") + 1]);
net.createServer((near) => {
  const far = net.connect(Number(port), host);
  near.pipe(far).pipe(near);
  for (const socket of [near, far]) socket.on("error", () => {});
}).listen(Number(localPort), local);
`;

describeWithMoto("tunnel", () => {
  let directory: string;
  let database: Server;
  let instanceId: string;
  let localPort: number;
  let ec2: EC2Client;
  let outputs: object;

  const program = async (name: string, text: string) => {
    const file = path.join(directory, "bin", name);
    await writeFile(file, text);
    await chmod(file, 0o755);
  };
  const shell = (name: string, script: string) =>
    program(name, `#!/bin/sh\necho "${name} $*" >> ${directory}/calls\n${script}\n`);
  const tells = (more: object = {}) =>
    shell("pulumi", `echo '${JSON.stringify({ ...outputs, ...more })}'`);
  const calls = async () => (await readFile(path.join(directory, "calls"), "utf8")).split("\n");

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-tunnel-test-"));
    await mkdir(path.join(directory, "bin"));
    await mkdir(path.join(directory, "tmp"));
    database = createServer((socket) => socket.end("hello from the database"));
    await new Promise<void>((resolve) => database.listen(0, "127.0.0.1", resolve));
    ec2 = new EC2Client({ region });
    const { Instances } = await ec2.send(
      new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 }),
    );
    instanceId = Instances![0]!.InstanceId!;
    const { port } = database.address() as { port: number };
    outputs = {
      ...STACK_OUTPUTS,
      databasePublic: false,
      databaseHost: "127.0.0.1",
      databasePort: port,
      jumpHostId: instanceId,
    };
  });
  after(async () => {
    database.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    localPort = await freePort();
    await writeFile(path.join(directory, "calls"), "");
    await tells();
    await shell("aws", '[ "$1" = --version ] && echo "aws-cli/2.31.0 Python/3.13"; true');
    await shell("ssh-keygen", "true");
    await program("ssh", `#!${process.execPath}\n${SSH}`);
  });

  const options = () => ({
    env: {
      PATH: `${directory}/bin:/usr/bin:/bin`,
      TMPDIR: path.join(directory, "tmp"),
    },
  });
  const args = (...more: string[]) => ["--target", "prod", "--port", String(localPort), ...more];
  const state = async () => {
    const ids = { InstanceIds: [instanceId] };
    const { Reservations } = await ec2.send(new DescribeInstancesCommand(ids));
    return Reservations![0]!.Instances![0]!.State!.Name;
  };
  const heard = () =>
    new Promise<string>((resolve, reject) => {
      let text = "";
      connect(localPort, "127.0.0.1")
        .on("data", (data) => (text += String(data)))
        .on("error", reject)
        .on("close", () => resolve(text));
    });

  it("wakes the jump host, leads to the database until Ctrl-C, and leaves nothing behind", async () => {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }));
    const tunnel = new RunningCommand("tunnel", args(), options());
    await tunnel.says("npm run db:connect -- --target prod", "stdout");
    assert.match(tunnel.stderr, new RegExp(`${instanceId} sleeps; waking it`));
    assert.equal(await state(), "running");
    assert.match(tunnel.stdout, new RegExp(`export CRUDDUR_TUNNEL=127\\.0\\.0\\.1:${localPort}\n`));
    assert.equal(await heard(), "hello from the database");
    tunnel.interrupt();
    const { code, stdout } = await tunnel.ended;
    assert.equal(code, 0);
    assert.match(stdout, /The tunnel is closed\.\n$/);
    await assert.rejects(heard(), { code: "ECONNREFUSED" });
    assert.deepEqual(processesOf(path.join(directory, "bin")), []);
    assert.deepEqual(
      (await readdir(path.join(directory, "tmp"))).filter((name) =>
        name.startsWith("cruddur-tunnel"),
      ),
      [],
    );
    assert.ok(
      (await calls()).some((line) => /^aws ec2-instance-connect send-ssh-public-key /.test(line)),
    );
  });

  it("says so when the tunnel ends by itself", async () => {
    await program(
      "ssh",
      `#!${process.execPath}\n${SSH}\nsetTimeout(() => { console.error("one hour is over"); process.exit(255); }, 3000);`,
    );
    const { code, stderr } = await command("tunnel", args(), options());
    assert.equal(code, 1);
    assert.match(stderr, /The tunnel has ended: one hour is over\.\n.*Open it again/);
  });

  it("prints the commands in a dry run, and runs none", async () => {
    const { code, stdout } = await command("tunnel", args("--dry-run"), options());
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^ssh-keygen .*\naws ec2-instance-connect send-ssh-public-key .*\nssh -N -L /,
    );
    assert.ok((await calls()).every((line) => !/^(aws|ssh)/.test(line)));
  });

  it("names every program that is missing", async () => {
    await rm(path.join(directory, "bin", "aws"));
    const { code, stderr } = await command("tunnel", args(), options());
    assert.equal(code, 1);
    assert.match(stderr, /A tunnel needs aws.*not installed/);
  });

  it("wants an AWS command line that can do it", async () => {
    await shell("aws", 'echo "aws-cli/1.45.11 Python/3.11.7"');
    const { code, stderr } = await command("tunnel", args(), options());
    assert.equal(code, 1);
    assert.match(stderr, /2\.12 or newer, and this is aws-cli\/1\.45\.11/);
  });

  it("says so when the port is taken, and which to take", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(localPort, "127.0.0.1", resolve));
    const { code, stderr } = await command("tunnel", args(), options());
    holder.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`Port ${localPort} .*EADDRINUSE.*\n.*--port ${localPort + 1}`));
  });

  it("says what AWS refuses", async () => {
    const answer = 'echo "aws-cli/2.31.0"; exit 0';
    await shell(
      "aws",
      `[ "$1" = --version ] && { ${answer}; }\necho "AccessDenied: not you" >&2; exit 254`,
    );
    const { code, stderr } = await command("tunnel", args(), options());
    assert.equal(code, 1);
    assert.match(
      stderr,
      /aws ec2-instance-connect send-ssh-public-key failed: AccessDenied: not you/,
    );
  });

  it("refuses a public database, and says what a stack without a jump host lacks", async () => {
    await tells({ databasePublic: true });
    const open = await command("tunnel", args(), options());
    assert.equal(open.code, 2);
    assert.match(open.stderr, /npm run dev-ip:open -- --target prod/);
    await tells({ jumpHostId: undefined });
    const without = await command("tunnel", args(), options());
    assert.equal(without.code, 1);
    assert.match(without.stderr, /has no jump host/);
  });
});
