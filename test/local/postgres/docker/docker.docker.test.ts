import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withClient } from "#database/connection/connect";
import { dockerStatus } from "#local/postgres/docker/docker-server";
import { openDocker } from "#local/postgres/docker/docker";
import {
  DOCKER_RECORD,
  projectPrefix,
  readDockerRecord,
  volumeOf,
  writeDockerRecord,
} from "#local/postgres/docker/record";
import { removeDocker } from "#local/postgres/docker/stop";
import { anyFreePort } from "#local/postgres/free-port";
import { parametersOf } from "#local/postgres/parameters-of";
import type { PostgresServer } from "#local/postgres/server";
import { describeWithDocker, inDocker, runningIn } from "#test/docker/real-docker";
import { makeTemporaryDirectory } from "../temporary-directory.ts";

describeWithDocker("openDocker", () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const stateDirectory of directories.splice(0)) {
      await removeDocker({ stateDirectory });
      assert.deepEqual(inDocker(await projectPrefix(stateDirectory)), []);
      await rm(stateDirectory, { recursive: true });
    }
  });
  const newDirectory = async () => {
    directories.push(await makeTemporaryDirectory());
    return directories.at(-1)!;
  };

  it("gives each state directory a server of its own, also when two start at once", async () => {
    const [one, other] = [await newDirectory(), await newDirectory()];
    const port = await anyFreePort();
    const open = (stateDirectory: string) => openDocker({ stateDirectory, port });
    const servers = await Promise.all([open(one), open(other)]);
    assert.notEqual(servers[0].port, servers[1].port);
    assert.ok(servers.some((server) => server.port === port));
    await ask(servers[0], "create table mine ()");
    const { rows } = await ask(servers[1], "select to_regclass('mine') as found");
    assert.deepEqual(rows, [{ found: null }]);
  });

  it("finds a running container as it is, whatever port is wished for by then", async () => {
    const stateDirectory = await newDirectory();
    const first = await openDocker({ stateDirectory, port: await anyFreePort() });
    const { project } = (await readDockerRecord(stateDirectory))!;
    const running = runningIn(project);
    const second = await openDocker({ stateDirectory, port: await anyFreePort() });
    assert.deepEqual([second.port, running.length], [first.port, 1]);
    assert.deepEqual(runningIn(project), running);
  });

  it("has a new volume where its record is gone, and leaves alone what was in the old one", async () => {
    const stateDirectory = await newDirectory();
    const first = await openDocker({ stateDirectory, port: await anyFreePort() });
    await ask(first, "create table mine ()");
    const before = (await readDockerRecord(stateDirectory))!;
    // As after rm -r .local, or in a clone at the place of one that was moved away.
    await rm(path.join(stateDirectory, DOCKER_RECORD));
    const second = await openDocker({ stateDirectory, port: await anyFreePort() });
    const { rows } = await ask(second, "select to_regclass('mine') as found");
    assert.deepEqual(rows, [{ found: null }]);
    await removeDocker({ stateDirectory });
    assert.ok(inDocker(before.project).includes(`volume ${volumeOf(before.project)}`));
    await writeDockerRecord(stateDirectory, before);
  });

  it("takes the next port when a program has the one that it wants, and keeps the data", async () => {
    const stateDirectory = await newDirectory();
    const port = await anyFreePort();
    const first = await openDocker({ stateDirectory, port });
    await ask(first, "create table kept ()");
    await first.stop();
    const { running, project } = await dockerStatus({ stateDirectory });
    assert.deepEqual([running, project !== undefined], [false, true]);

    const holder = createServer().listen(port, "127.0.0.1");
    const told: string[] = [];
    const onProgress = (text: string) => void told.push(text);
    const second = await openDocker({ stateDirectory, port, onProgress });
    holder.close();
    assert.ok(second.port > port);
    assert.deepEqual(told, [`port ${port} is taken, so PostgreSQL uses ${second.port}`]);
    await ask(second, "select from kept");
  });

  it("says that a database that was there before has another password", async () => {
    const stateDirectory = await newDirectory();
    const server = await openDocker({ stateDirectory, port: await anyFreePort() });
    await ask(server, "alter role postgres password 'another'");
    await assert.rejects(
      openDocker({ stateDirectory }),
      /refuses postgres .* somebody has changed it/,
    );
  });

  for (const after of [0, 300, 700, 1_500, 2_500]) {
    it(`leaves nothing when its first start is interrupted after ${after} ms`, async () => {
      const stateDirectory = await newDirectory();
      const interrupted = delay(after, undefined);
      const opening = openDocker({ stateDirectory, port: await anyFreePort(), interrupted });
      // A quick machine is done by then.
      const isDone = await opening.then(
        () => true,
        () => false,
      );
      if (isDone) return;
      assert.deepEqual(inDocker(await projectPrefix(stateDirectory)), []);
      assert.equal(await readDockerRecord(stateDirectory), undefined);
    });
  }

  it("stops the container, and keeps its data, when a later start is interrupted", async () => {
    const stateDirectory = await newDirectory();
    const port = await anyFreePort();
    const server = await openDocker({ stateDirectory, port });
    await server.stop();
    const { project } = (await readDockerRecord(stateDirectory))!;
    const interrupted = delay(300, undefined);
    await assert.rejects(openDocker({ stateDirectory, port, interrupted }));
    assert.equal((await dockerStatus({ stateDirectory })).running, false);
    assert.ok(inDocker(project).includes(`volume ${volumeOf(project)}`));
  });

  function ask(server: PostgresServer, sql: string) {
    return withClient({ ...parametersOf(server), database: server.database }, "test", (client) =>
      client.query(sql),
    );
  }
});
