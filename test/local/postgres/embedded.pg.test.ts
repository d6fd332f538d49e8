import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import pg from "pg";
import { RefusedError, UserError } from "#lib/errors";
import { connectionUrlFor } from "#lib/connection/url";
import {
  embeddedStatus,
  removeEmbedded,
  startEmbedded,
  stopEmbedded,
  type EmbeddedServer,
} from "#local/postgres/embedded";
import { anyFreePort } from "#local/postgres/free-port";
import { takeStateDirectory } from "#local/state-directory/take";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

describe("startEmbedded", () => {
  let stateDirectory: string;
  let server: EmbeddedServer;
  before(async () => {
    stateDirectory = await makeTemporaryDirectory();
    server = await startEmbedded({ stateDirectory, port: await anyFreePort() });
  });
  after(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true, force: true });
  });

  it("gives a PostgreSQL 18 on 127.0.0.1 with the settings the project counts on", async () => {
    assert.equal(
      server.describe(),
      `embedded PostgreSQL ${server.version} on 127.0.0.1:${server.port}`,
    );
    assert.match(server.version, /^18\./);
    const settings = await readSettings(server);
    assert.deepEqual(settings, {
      fsync: "on",
      listen_addresses: "127.0.0.1",
      log_timezone: "UTC",
      password_encryption: "scram-sha-256",
      server_encoding: "UTF8",
      shared_preload_libraries: "pg_stat_statements",
      TimeZone: "UTC",
      unix_socket_directories: "",
    });
  });

  it("keeps the data where only the server can read it", async () => {
    assert.equal(
      server.dataDirectory,
      await realpath(path.join(stateDirectory, "postgres", "data")),
    );
    assert.equal((await stat(server.dataDirectory)).mode & 0o777, 0o700);
    assert.equal(existsSync(path.join(path.dirname(server.dataDirectory), "password")), false);
  });

  it("finds the server that runs, whatever port is asked for", async () => {
    const second = await startEmbedded({ stateDirectory, port: 1024 });
    assert.deepEqual([second.pid, second.port], [server.pid, server.port]);
  });

  it("refuses a login with another password", async () => {
    const url = connectionUrlFor({ ...server, password: "guess" });
    await assert.rejects(new pg.Client(url).connect(), { code: "28P01" });
  });

  it("keeps the data from one start to the next", async () => {
    await query(server, "create database kept");
    assert.equal(await stopEmbedded({ stateDirectory }), true);
    server = await startEmbedded({ stateDirectory, port: server.port });
    assert.equal((await query(server, "select from pg_database where datname = 'kept'")).length, 1);
  });

  it("takes the next free port when the preferred one is taken, and says so", async () => {
    await server.stop();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(server.port, "127.0.0.1", resolve));
    const messages: string[] = [];
    const onProgress = (message: string): number => messages.push(message);
    const moved = await startEmbedded({ stateDirectory, port: server.port, onProgress });
    assert.ok(moved.port > server.port);
    assert.equal(await moved.isRunning(), true);
    assert.match(messages.join(), new RegExp(`port ${server.port} is taken.*${moved.port}`));
    await new Promise((resolve) => taken.close(resolve));
  });

  it("gives two who start at once the same server", async () => {
    await stopEmbedded({ stateDirectory });
    const both = await Promise.all([
      startEmbedded({ stateDirectory, port: server.port }),
      startEmbedded({ stateDirectory, port: server.port }),
    ]);
    assert.equal(both[0].pid, both[1].pid);
    assert.equal(await both[0].isRunning(), true);
  });
});

describe("startEmbedded, on a data directory it cannot use", () => {
  let stateDirectory: string;
  let data: string;
  beforeEach(async () => {
    stateDirectory = await makeTemporaryDirectory();
    await takeStateDirectory(stateDirectory);
    data = path.join(stateDirectory, "postgres", "data");
    await mkdir(data, { recursive: true });
  });
  afterEach(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true, force: true });
  });

  it("makes it anew when initdb was interrupted", async () => {
    await mkdir(path.join(data, "base"));
    await mkdir(path.join(stateDirectory, "postgres", "data.unfinished", "base"), {
      recursive: true,
    });
    const server = await startEmbedded({ stateDirectory, port: await anyFreePort() });
    assert.equal(await server.isRunning(), true);
    assert.equal(existsSync(path.join(stateDirectory, "postgres", "data.unfinished")), false);
  });

  it("refuses to make it anew over files, and reset removes them", async () => {
    const file = path.join(data, "base", "1");
    await mkdir(path.dirname(file));
    await writeFile(file, "cruds");
    await assert.rejects(startEmbedded({ stateDirectory }), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /no PG_VERSION, and there are files in it/);
      assert.match(error.hint, /npm run reset/);
      return true;
    });
    assert.equal(existsSync(file), true);
    await removeEmbedded({ stateDirectory });
    assert.equal(existsSync(path.dirname(data)), false);
  });

  it("follows no link that it did not make", async () => {
    await rm(data, { recursive: true });
    const theirs = await makeTemporaryDirectory();
    await writeFile(path.join(theirs, "PG_VERSION"), "18\n");
    await symlink(theirs, data);
    for (const act of [startEmbedded, removeEmbedded]) {
      await assert.rejects(act({ stateDirectory }), {
        name: "RefusedError",
        message: `${data} is a link to ${theirs}, which we did not make. Nothing was done.`,
      });
    }
    assert.deepEqual(await readdir(theirs), ["PG_VERSION"]);
    await rm(theirs, { recursive: true });
    await rm(data);
  });

  it("refuses another major version, says how to begin again, and deletes nothing", async () => {
    await writeFile(path.join(data, "PG_VERSION"), "17\n");
    await assert.rejects(startEmbedded({ stateDirectory }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /made by PostgreSQL 17.*needs 18/);
      assert.match(error.hint ?? "", /npm run reset/);
      return true;
    });
    assert.equal(existsSync(path.join(data, "PG_VERSION")), true);
  });

  it("shows the end of the log when a damaged one does not start", async () => {
    await startEmbedded({ stateDirectory, port: await anyFreePort() });
    await stopEmbedded({ stateDirectory });
    await rm(path.join(data, "global", "pg_control"));
    await assert.rejects(startEmbedded({ stateDirectory }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /does not start:[^]*pg_control/);
      assert.match(error.hint ?? "", /server\.log[^]*npm run reset/);
      return true;
    });
  });
});

describe("embeddedStatus and stopEmbedded", () => {
  it("say that nothing runs when nothing was ever started, and make no file", async () => {
    const stateDirectory = await makeTemporaryDirectory();
    assert.deepEqual(await embeddedStatus({ stateDirectory }), { running: false, crashed: false });
    assert.equal(await stopEmbedded({ stateDirectory }), false);
    await removeEmbedded({ stateDirectory });
    assert.equal(existsSync(path.join(stateDirectory, "postgres")), false);
    await rm(stateDirectory, { recursive: true });
  });
});

async function query(server: EmbeddedServer, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client(connectionUrlFor(server));
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readSettings(server: EmbeddedServer): Promise<Record<string, string>> {
  const rows = await query(
    server,
    `select name, setting from pg_settings where name in ('fsync', 'listen_addresses', 'log_timezone',
       'password_encryption', 'server_encoding', 'shared_preload_libraries', 'TimeZone', 'unix_socket_directories')`,
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting ?? ""]));
}
