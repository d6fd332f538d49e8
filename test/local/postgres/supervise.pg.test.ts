import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { findPostmaster } from "#local/postgres/process/postmaster";
import type { PostgresServer, ServerCondition } from "#local/postgres/server";
import { superviseServer } from "#local/postgres/supervise";
import { startEmbedded, stopEmbedded } from "#local/postgres/embedded";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";

describe("superviseServer", () => {
  let server: ThrowAwayServer;
  let events: string[];
  let endWatch: () => Promise<void>;
  const watch = (watched: PostgresServer = server) => {
    endWatch = superviseServer(watched, {
      onDown: (reason) => events.push(`down: ${reason}`),
      onUp: () => events.push("up"),
      onFailure: (error) => events.push(`failure: ${String(error)}`),
      intervalMs: 10,
    });
  };
  before(async () => {
    server = await startThrowAway();
  });
  beforeEach(() => {
    events = [];
  });
  afterEach(() => endWatch());
  after(() => server.stop());

  it("restarts a server that was killed, and tells of both", async () => {
    watch();
    const before = server.pid;
    process.kill(before, "SIGKILL");
    await until(() => events.length === 2);
    assert.deepEqual(events, ["down: it ended unexpectedly", "up"]);
    assert.notEqual(server.pid, before);
    assert.equal(await server.isRunning(), true);
  });

  it("leaves a server alone that was stopped on purpose, and tells when somebody starts it", async () => {
    watch();
    const stateDirectory = server.directory;
    await stopEmbedded({ stateDirectory });
    await until(() => events.length === 1);
    await delay(100);
    assert.deepEqual(events, ["down: it was stopped"]);
    assert.equal(await findPostmaster(server.dataDirectory), undefined);
    await startEmbedded({ stateDirectory, port: server.port, durable: false });
    await until(() => events.length === 2);
    assert.equal(events[1], "up");
  });

  it("does nothing more once it is ended", async () => {
    watch();
    await endWatch();
    const { pid } = server;
    const running = await findPostmaster(server.dataDirectory);
    process.kill(running?.pid ?? pid, "SIGKILL");
    await delay(100);
    assert.deepEqual(events, []);
    await server.restart();
  });

  it("tells of an outage once, and tries again when a restart fails", async () => {
    const conditions: ServerCondition[] = ["crashed", "crashed", "crashed", "up"];
    let restarts = 0;
    watch({
      ...server,
      glance: () => Promise.resolve(conditions.shift() ?? "up"),
      restart: () => {
        restarts += 1;
        return restarts === 1 ? Promise.reject(new Error("no room")) : Promise.resolve();
      },
    });
    await until(() => events.includes("up"));
    assert.deepEqual(events, ["down: it ended unexpectedly", "failure: Error: no room", "up"]);
  });

  it("only tells, when the server is not ours to restart", async () => {
    const conditions: ServerCondition[] = ["up", "crashed", "crashed", "up"];
    const { restart: _ours, ...external } = server;
    watch({ ...external, glance: () => Promise.resolve(conditions.shift() ?? "up") });
    await until(() => events.includes("up"));
    assert.deepEqual(events, ["down: it ended unexpectedly", "up"]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}
