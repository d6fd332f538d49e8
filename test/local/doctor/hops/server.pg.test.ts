import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withClient } from "#database/connection/connect";
import { server as hop } from "#local/doctor/hops/server";
import { findPostmaster } from "#local/postgres/process/postmaster";
import { anyFreePort } from "#local/postgres/free-port";
import { asSuperuser } from "#local/postgres/superuser/secret";
import { MASTER } from "#local/postgres/version";
import { startEmbedded, stopEmbedded } from "#local/postgres/embedded";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { testServer } from "#test/databases";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf, leadingTo } from "../doctor-context.ts";

describe("doctor's hop server", () => {
  it("finds nothing wrong with a server that is not made yet, and nothing to look at behind it", async () => {
    const finding = await findingOf(hop);
    assert.deepEqual([finding.verdict, finding.blocks], ["ok", true]);
    assert.equal(finding.fix, "npm start");
  });

  describe("of an embedded server", () => {
    let server: ThrowAwayServer;
    beforeEach(async () => (server = await startThrowAway()));
    afterEach(() => server.stop());
    const find = () => findingOf(hop, { stateDirectory: server.directory });

    it("finds it running", async () => {
      const { verdict, found } = await find();
      assert.equal(verdict, "ok");
      assert.match(found, new RegExp(`PostgreSQL 18\\.\\d+ answers on 127.0.0.1:${server.port}`));
    });

    it("finds it stopped", async () => {
      await stopEmbedded({ stateDirectory: server.directory });
      const { verdict, blocks, found } = await find();
      assert.deepEqual([verdict, blocks], ["ok", true]);
      assert.match(found, /stopped/);
    });

    it("finds it crashed", async () => {
      process.kill(server.pid, "SIGKILL");
      while ((await findPostmaster(server.dataDirectory))?.alive) await delay(20);
      const finding = await find();
      assert.equal(finding.verdict, "broken");
      assert.match(finding.found, /ended without being told to/);
      assert.equal(finding.fix, "npm start");
    });

    it("finds its account changed by hand: without a privilege, and locked out", async () => {
      const master = {
        host: "127.0.0.1",
        ...MASTER,
        port: server.port,
        sslmode: "disable",
      } as const;
      const superuser = await asSuperuser(server.directory, master);
      for (const change of ["nocreatedb", "password 'mine'"]) {
        await withClient(superuser, "test", (client) =>
          client.query(`alter role postgres ${change}`),
        );
        const { verdict, found, fix } = await find();
        assert.equal(verdict, "broken");
        assert.match(found, /account postgres .* changed by hand/);
        assert.equal(fix, "npm run db:start");
        await startEmbedded({ stateDirectory: server.directory, durable: false });
        assert.equal((await find()).verdict, "ok");
      }
    });

    it("finds it running but not answering", async () => {
      process.kill(server.pid, "SIGSTOP");
      try {
        const finding = await find();
        assert.equal(finding.verdict, "broken");
        assert.match(finding.found, new RegExp(`process ${server.pid}\\) runs, and answers no`));
      } finally {
        process.kill(server.pid, "SIGCONT");
      }
    });
  });

  describe("of data that is not right", () => {
    let stateDirectory: string;
    const data = () => join(stateDirectory, "postgres", "data");
    beforeEach(async () => {
      stateDirectory = await makeTemporaryDirectory();
      await mkdir(data(), { recursive: true });
    });
    afterEach(() => rm(stateDirectory, { recursive: true }));

    it("finds another major version's", async () => {
      await writeFile(join(data(), "PG_VERSION"), "17\n");
      await assert.rejects(findingOf(hop, { stateDirectory }), /made by PostgreSQL 17/);
    });

    it("finds only the remains of it", async () => {
      const finding = await findingOf(hop, { stateDirectory });
      assert.equal(finding.verdict, "broken");
      assert.match(finding.found, /only the remains/);
    });
  });

  describe("of a server by CONNECTION_URL", () => {
    const parameters = async (given: object) => {
      const { maintenance, ...server } = await testServer();
      return { ...server, database: maintenance, ...given };
    };

    it("finds it answering, also before the database is made", async () => {
      const { verdict, found } = await findingOf(
        hop,
        leadingTo(await parameters({ database: "none" })),
      );
      assert.equal(verdict, "ok");
      assert.match(found, /external PostgreSQL 18/);
    });

    it("finds that nobody listens there", async () => {
      const port = await anyFreePort();
      await assert.rejects(
        findingOf(hop, leadingTo(await parameters({ port }))),
        new RegExp(`No PostgreSQL listens at 127.0.0.1:${port}`),
      );
    });

    it("finds that it takes connections and says nothing", async () => {
      const mute = createServer(() => {});
      await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
      const { port } = mute.address() as AddressInfo;
      await assert.rejects(
        findingOf(hop, leadingTo(await parameters({ port }))),
        /does not answer/,
      );
      mute.close();
    });

    it("finds a wrong password", async () => {
      await assert.rejects(
        findingOf(hop, leadingTo(await parameters({ password: "wrong" }))),
        /refuses this user and password/,
      );
    });
  });
});
