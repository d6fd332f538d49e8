import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { Finding } from "#local/doctor/hop";
import { pagePort } from "#local/doctor/hops/page-port";
import { postgresPort } from "#local/doctor/hops/postgres-port";
import { portHolder } from "#local/doctor/port-holder";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { writeHost } from "#local/state";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

/** A socket of a test's own, on a port that nobody has. */
async function holdPort(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe("doctor's hops of the ports", () => {
  let held: Awaited<ReturnType<typeof holdPort>>;
  before(async () => (held = await holdPort()));
  after(() => held.server.close());

  const namesTheHolder = ({ found }: Finding) =>
    assert.match(found, new RegExp(`^${held.port} is held by .*process ${process.pid}`));

  it("finds a free port in order", async () => {
    for (const hop of [pagePort, postgresPort]) {
      const { verdict, found } = await findingOf(hop);
      assert.equal(verdict, "ok");
      assert.match(found, /is free/);
    }
  });

  it("names who holds the page's port", async () => {
    const finding = await findingOf(pagePort, { pagePort: held.port });
    assert.equal(finding.verdict, "warning");
    assert.equal(finding.fix, `npm start -- --port ${held.port + 1}`);
    namesTheHolder(finding);
  });

  it("names who holds PostgreSQL's port", async () => {
    const finding = await findingOf(postgresPort, { postgresPort: held.port });
    assert.equal(finding.verdict, "warning");
    assert.equal(finding.fix, `npm start -- --postgres-port ${held.port + 1}`);
    namesTheHolder(finding);
  });

  it("does not mind a held port when the local copy is on another one, or holds it itself", async () => {
    const stateDirectory = await makeTemporaryDirectory();
    const record = {
      url: "http://127.0.0.1:1",
      address: "127.0.0.1",
      mailboxToken: "",
      startedAt: "",
      postgres: { kind: "embedded" as const, description: "", host: "", port: 1, database: "" },
      demo: { email: "", password: "" },
    };
    for (const port of [held.port, held.port + 1]) {
      await writeHost(stateDirectory, { ...record, port });
      const finding = await findingOf(pagePort, { stateDirectory, pagePort: held.port });
      assert.equal(finding.verdict, "ok");
      assert.match(finding.found, new RegExp(String(port)));
    }
    await rm(stateDirectory, { recursive: true });
  });

  it("has nothing to say of PostgreSQL's port when the server is somebody else's", async () => {
    const env = { CONNECTION_URL: "postgresql://postgres@127.0.0.1:5499/cruddur" };
    const finding = await findingOf(postgresPort, { env, postgresPort: held.port });
    assert.deepEqual(finding.verdict, "ok");
    assert.match(finding.found, /5499/);
  });

  describe("with an embedded server", () => {
    let server: ThrowAwayServer;
    before(async () => (server = await startThrowAway()));
    after(() => server.stop());

    it("knows the server's own port", async () => {
      const given = { stateDirectory: server.directory, postgresPort: server.port };
      const { verdict, found } = await findingOf(postgresPort, given);
      assert.deepEqual([verdict, found], ["ok", `${server.port} is the embedded server's`]);
      assert.equal((await portHolder(server.port))?.pid, server.pid);
    });

    it("warns that clients without a port reach the program that holds the usual one", async () => {
      const given = { stateDirectory: server.directory, postgresPort: held.port };
      const finding = await findingOf(postgresPort, given);
      assert.equal(finding.verdict, "warning");
      assert.equal(finding.fix, `export PGPORT=${server.port}`);
      namesTheHolder(finding);
    });
  });
});
