import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { command, endCommands, RunningCommand } from "#test/cli";
import { describeWithDocker, docker, inDocker, runningIn } from "#test/docker/real-docker";
import { until } from "#test/until";
import { HostClient, newStateDirectory, removeStateDirectory, TEST_PORTS } from "#test/host";
import { projectPrefix, readDockerRecord, volumeOf } from "#local/postgres/docker/record";
import { anyFreePort } from "#local/postgres/free-port";

describeWithDocker("npm start -- --postgres docker", () => {
  const directories: string[] = [];
  const projects: string[] = [];
  beforeEach(async () => {
    directories.push(await newStateDirectory(), await newStateDirectory());
    projects.push(...(await Promise.all(directories.map(projectPrefix))));
  });
  afterEach(async () => {
    await endCommands();
    for (const directory of directories.splice(0)) {
      await command("reset", ["--yes", "--state-directory", directory]);
      await removeStateDirectory(directory);
    }
    assert.deepEqual(inDocker(...projects.splice(0)), []);
  });

  /** A command on the first copy, or on another, without CRUDDUR_DB_PORT. */
  const run = (name: string, args: readonly string[] = [], directory = directories[0]!) =>
    command(name, [...args, "--state-directory", directory]);
  const startWords = (port: number) => ["--postgres", "docker", "--port", String(port)];

  async function start(directory: string, env = {}): Promise<HostClient> {
    const args = [...startWords(TEST_PORTS.page), "--detach", "--json"];
    const all = [...args, "--state-directory", directory];
    const { code, stdout, stderr } = await command("start", all, { env });
    assert.equal(code, 0, stderr);
    return new HostClient((JSON.parse(stdout) as { url: string }).url);
  }
  const containers = () => runningIn(projects[0]!);
  const project = async () => (await readDockerRecord(directories[0]!))!.project;

  it("runs twice at once, each copy with people and rows of its own, and both answer", async () => {
    const [one, other] = await Promise.all(directories.map((directory) => start(directory)));
    const ada = await one!.join();
    assert.equal((await one!.post(ada.token, "only here")).status, 201);
    assert.ok((await one!.feed()).some(({ message }) => message === "only here"));
    assert.ok(!(await other!.feed()).some(({ message }) => message === "only here"));
    assert.equal((await other!.signIn(ada)).ok, false);
  });

  it("has chores that find its server without being told, and leave the container as it is", async () => {
    const port = await anyFreePort();
    const client = await start(directories[0]!, { CRUDDUR_DB_PORT: String(port) });
    const running = containers();
    assert.ok(running.some((line) => line.includes(`127.0.0.1:${port}->`)));
    const setup = await run("db-setup");
    assert.equal(setup.code, 0, setup.stderr);
    assert.match(setup.stderr, new RegExp(`127\\.0\\.0\\.1:${port}`));
    const status = await run("status");
    assert.match(status.stdout, new RegExp(`✓ Database PostgreSQL 18.* in Docker on .*:${port}`));
    assert.match((await run("db-status")).stdout, /✓ PostgreSQL 18.* in Docker .*\(project crud/);
    const started = await run("db-start", ["--json"]);
    assert.match(started.stdout, new RegExp(`"started":false,"kind":"docker","port":${port},`));
    const doctor = await run("doctor");
    assert.equal(doctor.code, 0, doctor.stdout);
    assert.match(doctor.stdout, new RegExp(`docker PostgreSQL 18.* answers on .*:${port}`));
    const refused = await run("db-stop");
    assert.deepEqual([refused.code, containers()], [2, running]);
    assert.ok((await client.feed()).length > 0);

    // Somebody stops it under the running copy, which brings it up again.
    docker("compose", "-p", await project(), "stop", "db");
    await until("the copy answers again", async () => (await run("status")).code === 0);
  });

  it("is stopped by npm stop, and goes on with its data, as chores do meanwhile", async () => {
    const client = await start(directories[0]!);
    const ada = await client.join();
    assert.equal(containers().length, 1);
    assert.equal((await run("stop")).stdout, "Stopped the host and PostgreSQL.\n");
    assert.deepEqual(containers(), []);
    assert.match((await run("status")).stdout, /✗ Database PostgreSQL in Docker is stopped/);
    assert.match((await run("doctor")).stdout, /PostgreSQL in Docker does not run/);
    const chore = await run("db-migrate-status", ["--json"]);
    assert.equal((JSON.parse(chore.stdout) as { target: { kind: string } }).target.kind, "docker");
    assert.equal((await run("db-stop")).stdout, "Stopped PostgreSQL.\n");
    const again = await start(directories[0]!);
    assert.equal(
      (await again.me(await again.tokensOf(ada).then((it) => it.AccessToken))).status,
      200,
    );
  });

  it("ends with its container at Ctrl-C, as it says", async () => {
    const args = [...startWords(TEST_PORTS.page), "--state-directory", directories[0]!];
    const running = new RunningCommand("start", args);
    await running.says("Ctrl-C stops everything.", "stdout");
    assert.equal(containers().length, 1);
    running.interrupt();
    assert.equal((await running.ended).code, 0);
    assert.deepEqual(containers(), []);
  });

  it("ends with its container when its state directory is deleted", async () => {
    await start(directories[0]!);
    const deleted = await project();
    await rm(directories[0]!, { recursive: true });
    await until("the container is stopped", () => containers().length === 0);
    docker("compose", "-p", deleted, "down", "--volumes");
  });

  it("is thrown away by a reset with its volume, which a dry run tells", async () => {
    assert.doesNotMatch((await run("reset", ["--dry-run"])).stdout, /Docker/);
    await start(directories[0]!);
    const volume = `volume ${volumeOf(await project())}`;
    const dry = await run("reset", ["--dry-run"]);
    assert.ok(dry.stdout.includes(`the database in Docker with every crud and user  (${volume})`));
    assert.ok(inDocker(projects[0]!).includes(volume));
    const env = { DOCKER_HOST: "unix:///nowhere" };
    const words = ["--yes", "--state-directory", directories[0]!];
    const refused = await command("reset", words, { env });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /engine does not answer[^]*Nothing was ended or deleted/);
    assert.equal((await run("status")).code, 0);
    assert.equal((await run("reset", ["--yes"])).code, 0);
    assert.deepEqual(inDocker(projects[0]!), []);
  });
});
