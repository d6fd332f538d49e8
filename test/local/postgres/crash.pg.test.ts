import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectionUrlFor } from "#lib/connection/url";
import {
  embeddedStatus,
  removeEmbedded,
  startEmbedded,
  stopEmbedded,
  type EmbeddedServer,
} from "#local/postgres/embedded";
import { anyFreePort } from "#local/postgres/free-port";
import { findPostmaster, parsePidFile } from "#local/postgres/process/postmaster";
import { processState } from "#local/postgres/process/state";
import { startThrowAway } from "#local/postgres/throw-away";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

describe("startEmbedded, after a crash", () => {
  let stateDirectory: string;
  let port: number;
  let server: EmbeddedServer;
  const start = () => startEmbedded({ stateDirectory, port, durable: false });
  const pidFile = () => path.join(server.dataDirectory, "postmaster.pid");

  before(async () => {
    stateDirectory = await makeTemporaryDirectory();
    port = await anyFreePort();
  });
  beforeEach(async () => {
    server = await start();
  });
  after(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true, force: true });
  });

  it("recovers what was committed when the server was killed", async () => {
    const client = await connect(server);
    await client.query("create table if not exists committed as select 42 as answer");
    await kill(server);
    assert.equal((await embeddedStatus({ stateDirectory })).crashed, true);
    server = await start();
    const again = await connect(server);
    assert.deepEqual((await again.query("select answer from committed")).rows, [{ answer: 42 }]);
    await again.end();
  });

  it("starts although a session of the killed server computes on", async () => {
    const client = await connect(server);
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    // PostgreSQL looks for its death while waiting, and this never waits.
    client.query("select count(*) from generate_series(1, 1e12)").catch(() => {});
    await delay(100);
    await kill(server);
    const messages: string[] = [];
    const onProgress = (message: string): number => messages.push(message);
    server = await startEmbedded({ stateDirectory, port, durable: false, onProgress });
    assert.equal(await server.isRunning(), true);
    assert.match(messages.join(), /ending what is left/);
    assert.notEqual((await processState(rows[0]?.pid ?? 0))?.zombie, false);
  });

  it("does so where the temporary folder is a link, as on macOS", async () => {
    const linked = `${stateDirectory}-link`;
    await mkdir(`${stateDirectory}-real`);
    await chmod(`${stateDirectory}-real`, 0o755);
    await symlink(`${stateDirectory}-real`, linked);
    const other = await startEmbedded({
      stateDirectory: linked,
      port: await anyFreePort(),
      durable: false,
    });
    try {
      const client = await connect(other);
      client.query("select count(*) from generate_series(1, 1e12)").catch(() => {});
      await delay(100);
      await kill(other);
      await other.restart();
      assert.equal(await other.isRunning(), true);
    } finally {
      await removeEmbedded({ stateDirectory: linked });
      for (const end of ["link", "real"]) await rm(`${stateDirectory}-${end}`, { recursive: true });
    }
  });

  it("starts when the number of the killed server is another program's now", async () => {
    await leavePidFileOf(process.pid);
    assert.equal((await findPostmaster(server.dataDirectory))?.alive, false);
    server = await start();
    assert.equal(await server.isRunning(), true);
  });

  it("starts when the number of the killed server is another PostgreSQL's now, and leaves that alone", async () => {
    const other = await startThrowAway();
    await leavePidFileOf(other.pid);
    server = await start();
    assert.equal(await server.isRunning(), true);
    assert.equal(await other.isRunning(), true);
    await stopEmbedded({ stateDirectory });
    assert.equal(await other.isRunning(), true);
    await other.stop();
  });

  it("starts when the killed server is a zombie", async () => {
    const zombie = spawn("sh", ["-c", "true & echo $!; exec sleep 60"]);
    const [line] = (await once(zombie.stdout, "data")) as [Buffer];
    await leavePidFileOf(Number(line.toString()));
    server = await start();
    assert.equal(await server.isRunning(), true);
    await end(zombie);
  });

  it("starts when a power failure left an empty pid file", async () => {
    await kill(server);
    await writeFile(pidFile(), "");
    server = await start();
    assert.equal(await server.isRunning(), true);
  });

  it("does not count a killed server as stopped on purpose until stopEmbedded is called", async () => {
    await kill(server);
    assert.equal(await server.glance(), "crashed");
    assert.equal(await stopEmbedded({ stateDirectory }), false);
    assert.equal(await server.glance(), "stopped");
    await server.restart();
    assert.equal(await server.glance(), "stopped");
  });

  /** Kills the server and leaves a `postmaster.pid` that names another process. */
  async function leavePidFileOf(pid: number): Promise<void> {
    const text = await readFile(pidFile(), "utf8");
    await kill(server);
    await writeFile(pidFile(), text.replace(/^\d+/, String(pid)));
  }
});

describe("parsePidFile", () => {
  it("reads the process and the port", () => {
    const text = "4711\n/data\n1763794553\n5433\n\n127.0.0.1\n 1234 5\nready   \n";
    assert.deepEqual(parsePidFile(text), { pid: 4711, port: 5433 });
  });

  it("has no port while the server begins", () => {
    assert.deepEqual(parsePidFile("4711\n/data\n"), { pid: 4711, port: 0 });
  });

  for (const text of ["", "\n\n", "words\n"]) {
    it(`is undefined for ${JSON.stringify(text)}`, () => {
      assert.equal(parsePidFile(text), undefined);
    });
  }
});

async function connect(server: EmbeddedServer): Promise<pg.Client> {
  const client = new pg.Client(connectionUrlFor(server));
  client.on("error", () => {}); // it is about to lose its server
  await client.connect();
  return client;
}

/** Ends only the postmaster; its other processes notice, or do not. */
async function kill(server: EmbeddedServer): Promise<void> {
  process.kill(server.pid, "SIGKILL");
  while ((await findPostmaster(server.dataDirectory))?.alive) await delay(10);
}

async function end(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, "close");
}
