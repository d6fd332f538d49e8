import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { command, endCommands, processesOf, RunningCommand, type Ended } from "#test/cli";
import { HostClient, newStateDirectory, removeStateDirectory, TEST_PORTS } from "#test/host";
import { until } from "#test/until";
import { connectionUrlFor } from "#lib/connection/url";
import { startThrowAway } from "#local/postgres/throw-away";
import type { HostRecord } from "#local/state";
import { stopEverything } from "#local/stop";

const PORTS = ["--port", String(TEST_PORTS.page), "--postgres-port", String(TEST_PORTS.postgres)];

describe("npm start, stop, status and logs", function () {
  this.timeout(240_000);
  let directory: string;

  beforeEach(async () => {
    directory = await newStateDirectory();
  });
  afterEach(async () => {
    await endCommands();
    await command("stop", ["--state-directory", directory]);
    await removeStateDirectory(directory);
    assert.deepEqual(processesOf(directory), []);
  });

  const here = () => ["--state-directory", directory];
  const start = (...more: string[]) => new RunningCommand("start", [...here(), ...PORTS, ...more]);
  const on = (name: string, ...more: string[]): Promise<Ended> =>
    command(name, [...here(), ...more]);
  const recordOf = (): HostRecord =>
    JSON.parse(readFileSync(path.join(directory, "host.json"), "utf8")) as HostRecord;
  const parsed = <T>({ stdout }: Ended): T => JSON.parse(stdout) as T;

  /** Nothing runs, and nothing says that something does. */
  function assertNothingLeft(): void {
    assert.deepEqual(processesOf(directory), []);
    for (const file of ["host.json", "host.stop", "start.lock", "postgres/lock"]) {
      assert.equal(existsSync(path.join(directory, file)), false, file);
    }
  }

  it("refuses a CONNECTION_URL that leads off this machine, before it starts anything", async () => {
    const CONNECTION_URL =
      "postgresql://a:s3cret@cruddur.c9a.us-east-1.rds.amazonaws.com:5432/cruddur";
    for (const more of [[], ["--detach"], ["--postgres", "external"]]) {
      const { code, stdout, stderr } = await command("start", [...here(), ...PORTS, ...more], {
        env: { CONNECTION_URL },
      });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(
        stderr,
        /leads to cruddur\.c9a\..*, which is not this machine.*Nothing was done/,
      );
      assert.match(stderr, /npm start -- --postgres embedded/);
      assert.doesNotMatch(stderr, /s3cret/);
      assertNothingLeft();
    }
  });

  it("says of somebody else's server that it goes on, and leaves it running", async () => {
    const server = await startThrowAway();
    const address = { ...server, parameters: {} };
    const env = { CONNECTION_URL: connectionUrlFor(address, "cruddur") };
    const running = new RunningCommand("start", [...here(), ...PORTS], { env });
    await running.says("Ctrl-C stops everything but that database server.", "stdout");
    const { stdout } = await on("stop");
    assert.match(stdout, /^Stopped the host\.\nNot ours to stop: external PostgreSQL 18.* at /);
    assert.equal((await running.ended).code, 0);
    assert.equal(await server.isRunning(), true);
    await server.stop();
  });

  it("runs in the background, tells where, is seen by status and logs, and ends with stop", async () => {
    const started = await start("--detach").ended;
    assert.equal(started.code, 0, started.stderr);
    const { url, pid } = recordOf();
    for (const text of [
      "Cruddur runs in the background.",
      url,
      "/_local/mail",
      "demo@cruddur.example",
      "postgresql://",
    ]) {
      assert.ok(started.stdout.includes(text), text);
    }
    for (const step of ["PostgreSQL", "User pool", "Functions", "Page", "Health"]) {
      assert.match(started.stderr, new RegExp(`✓ +\\d.*s  ${step}`));
    }
    assert.equal(await new HostClient(url).status("/api/health"), 200);

    const again = await start().ended;
    assert.deepEqual([again.code, again.stdout.includes(url)], [0, true]);
    assert.match(again.stdout, /Cruddur runs already\./);
    const againBehind = await start("--detach", "--json").ended;
    assert.deepEqual([againBehind.code, parsed<HostRecord>(againBehind).pid], [0, pid]);
    assert.equal(recordOf().pid, pid);

    const status = await on("status", "--json");
    const { healthy, host, postgres } = parsed<{
      healthy: boolean;
      host: HostRecord;
      postgres: { running: boolean };
    }>(status);
    assert.deepEqual([status.code, healthy, host.url, postgres.running], [0, true, url, true]);
    assert.doesNotMatch(status.stdout, /password@|connectionUrl/);
    const logs = await on("logs", "--source", "pre-sign-up", "--lines", "5");
    assert.match(logs.stdout, /pre-sign-up .*"handle_reserved"/);

    const stopped = await on("stop");
    assert.deepEqual([stopped.code, stopped.stdout], [0, "Stopped the host and PostgreSQL.\n"]);
    assertNothingLeft();
    const stoppedAgain = await on("stop", "--json");
    assert.deepEqual(
      [stoppedAgain.code, parsed(stoppedAgain)],
      [0, { chore: "stop", ok: true, host: false, server: false }],
    );
    const afterwards = await on("status");
    assert.equal(afterwards.code, 1);
    assert.match(afterwards.stdout, /does not run. Type: npm start/);
  });

  for (const [how, flags] of [
    ["in the foreground", []],
    ["in the background", ["--detach"]],
  ] as [string, string[]][]) {
    it(`makes one host when two start at once ${how}`, async () => {
      const two = [start(...flags, "--json"), start(...flags, "--json")];
      await Promise.all(two.map((it) => it.says(/\}\n/, "stdout")));
      const pids = two.map((it) => (JSON.parse(it.stdout) as HostRecord).pid);
      assert.equal(pids[0], pids[1]);
      // The one that runs goes on until it is told to end; the other says where, and ends well.
      assert.equal((await on("stop")).code, 0);
      const ends = await Promise.all(two.map((it) => it.ended));
      assert.deepEqual(
        ends.map(({ code }) => code),
        [0, 0],
      );
      assertNothingLeft();
    });
  }

  it("starts properly when the one before is just ending", async () => {
    const first = start();
    await first.says("Cruddur runs.", "stdout");
    first.interrupt();
    const second = start("--detach");
    assert.equal((await second.ended).code, 0, second.stderr);
    assert.equal((await first.ended).code, 0);
    assert.equal((await on("status")).code, 0);
  });

  it("stops what is just starting", async () => {
    const starting = start();
    await starting.says("Page");
    const stopped = await on("stop");
    assert.equal(stopped.code, 0, stopped.stderr);
    await starting.ended;
    assertNothingLeft();
  });

  it("ends with 130 and leaves nothing when Ctrl-C comes in any phase, and with 0 when it was ready", async () => {
    const phases = [
      "",
      "Using",
      "Page",
      "User pool",
      "PostgreSQL",
      "Schema",
      "Functions",
      "Demo account",
    ];
    for (const phase of phases) {
      const starting = start();
      if (phase === "") await new Promise((next) => setTimeout(next, 150));
      else await starting.says(phase === "Using" ? phase : new RegExp(`✓.*  ${phase}`));
      starting.interrupt();
      const { code, stdout, stderr } = await starting.ended;
      // It may have become ready meanwhile: then it ends as well as any other.
      const isReady = stdout.includes("Cruddur runs.");
      assert.equal(code, isReady ? 0 : 130, `after "${phase}": ${stderr}`);
      assert.doesNotMatch(stderr, /    at |bug/, `after "${phase}"`);
      if (!isReady) assert.equal(stdout, "");
      assertNothingLeft();
    }
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      const running = start();
      await running.says("Cruddur runs.", "stdout");
      running.interrupt(signal);
      assert.equal((await running.ended).code, 0, signal);
      assertNothingLeft();
    }
  });

  it("takes npm's own signal and the terminal's for one, and Ctrl-C in the background's start too", async () => {
    for (const phase of ["Using", "User pool"]) {
      const starting = start("--detach");
      await starting.says(phase);
      // The background's process has been started, and may not listen yet.
      await until("it begins", () => existsSync(path.join(directory, "start.log")));
      starting.interrupt();
      starting.interrupt();
      starting.interrupt();
      const { code, stderr } = await starting.ended;
      assert.equal(code, 130, stderr);
      await until(
        () => `all is gone, of ${processesOf(directory).join("; ")}`,
        () => processesOf(directory).length === 0,
      );
      assertNothingLeft();
    }
  });

  it("ends without a signal too, as Windows has none, and only when it is meant", async () => {
    const running = start();
    await running.says("Cruddur runs.", "stdout");
    await writeFile(path.join(directory, "host.stop"), String(process.pid));
    await new Promise((next) => setTimeout(next, 1_000));
    assert.equal(running.isOver, false);
    assert.deepEqual(await stopEverything(directory, "win32"), { host: true, server: true });
    assert.equal((await running.ended).code, 0);
    assert.doesNotMatch(running.stderr, /deleted/);
    assertNothingLeft();
  });

  it("recovers when the host was killed: status tells, stop cleans up, start starts", async () => {
    assert.equal((await start("--detach").ended).code, 0);
    process.kill(recordOf().pid, "SIGKILL");
    await until(
      "it is gone",
      () =>
        !processesOf(directory).some(
          (line) => line.includes("launch.cjs") || line.includes("start.ts"),
        ),
    );
    const status = await on("status", "--json");
    const { healthy, host, postgres } = parsed<{
      healthy: boolean;
      host?: object;
      postgres: { running: boolean };
    }>(status);
    assert.deepEqual([status.code, healthy, host, postgres.running], [1, false, undefined, true]);
    assert.equal((await start("--detach").ended).code, 0);
    assert.equal((await on("status")).code, 0);
    process.kill(recordOf().pid, "SIGKILL");
    const stopped = await on("stop", "--json");
    assert.equal(parsed<{ server: boolean }>(stopped).server, true);
    assertNothingLeft();
  });

  it("starts over a record that was cut short, or is another process's by now", async () => {
    for (const text of ["", "{", "null", "[]", JSON.stringify({ pid: process.pid, born: "1" })]) {
      await writeFile(path.join(directory, "host.json"), text);
      assert.equal((await on("status")).code, 1, text);
      assert.equal((await on("stop")).code, 0, text);
    }
    await writeFile(path.join(directory, "start.lock"), "999999999 1");
    assert.equal((await start("--detach").ended).code, 0);
  });

  it("takes the next free ports when its own are taken", async () => {
    const other = await newStateDirectory();
    try {
      assert.equal((await start("--detach").ended).code, 0);
      const second = await command("start", [
        "--state-directory",
        other,
        ...PORTS,
        "--detach",
        "--json",
      ]);
      const record = parsed<HostRecord>(second);
      assert.ok(
        record.port > TEST_PORTS.page && record.postgres.port > TEST_PORTS.postgres,
        second.stdout,
      );
      assert.equal(await new HostClient(record.url).status("/api/health"), 200);
      const words = ["--postgres-port", String(record.postgres.port + 1), "--detach"];
      const again = await command("start", ["--state-directory", other, ...words]);
      assert.equal(again.code, 0);
      assert.match(
        again.stderr,
        new RegExp(`on port ${record.postgres.port}, and stays there\\. .*: npm stop -- --state-`),
      );
    } finally {
      await command("stop", ["--state-directory", other]);
      await removeStateDirectory(other);
    }
  });

  it("finds a relative state directory from where it is called, also in the background", async () => {
    const options = { cwd: path.dirname(directory) };
    const relative = ["--state-directory", path.basename(directory)];
    const started = await command("start", [...relative, ...PORTS, "--detach"], options);
    assert.equal(started.code, 0, started.stderr);
    assert.equal((await command("status", relative, options)).code, 0);
    assert.ok(existsSync(path.join(directory, "host.json")));
  });

  it("explains data of another major version, deletes nothing, and leaves nothing running", async () => {
    assert.equal((await start("--detach").ended).code, 0);
    await on("stop");
    const versionFile = path.join(directory, "postgres", "data", "PG_VERSION");
    await writeFile(versionFile, "17\n");
    for (const flags of [[], ["--detach"]]) {
      const { code, stderr } = await start(...flags).ended;
      assert.equal(code, 1);
      assert.match(stderr, /made by PostgreSQL 17; this project now needs 18/);
      assert.match(stderr, /npm run reset -- .*, then npm start/);
      assert.doesNotMatch(stderr, /    at |bug/);
      assertNothingLeft();
    }
    assert.equal(readFileSync(versionFile, "utf8"), "17\n");
    assert.equal((await on("reset", "--yes")).code, 0);
    assert.equal((await start("--detach").ended).code, 0);
  });

  it("shows the last lines of the log, follows it, and ends at a pipe that closes", async () => {
    assert.equal((await start("--detach").ended).code, 0);
    assert.equal((await on("logs", "--lines", "2")).stdout.trim().split("\n").length, 2);
    const following = new RunningCommand("logs", [
      ...here(),
      ...["--follow", "--lines", "0", "--source", "api"],
    ]);
    // It takes a moment until it follows.
    await until("it shows what comes", async () => {
      await writeLine();
      return following.stdout.includes("following");
    });
    following.interrupt();
    assert.equal((await following.ended).code, 0);

    const cut = new RunningCommand("logs", [...here(), "--follow"]);
    await cut.says("following", "stdout");
    cut.child.stdout!.destroy();
    await until("it ends", async () => {
      await writeLine();
      return cut.isOver;
    });
    const { code, stderr } = await cut.ended;
    assert.deepEqual([code, stderr], [0, ""]);
  });

  /** As the host logs what a function prints. */
  const writeLine = (): Promise<void> =>
    appendFile(path.join(directory, "host.log"), `${new Date().toISOString()} api following\n`);
});
