import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { host } from "#local/doctor/hops/host";
import { anyFreePort } from "#local/postgres/free-port";
import { writeHost } from "#local/state";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop host", () => {
  let stateDirectory: string;
  const record = () => join(stateDirectory, "host.json");
  beforeEach(async () => (stateDirectory = await makeTemporaryDirectory()));
  afterEach(() => rm(stateDirectory, { recursive: true }));
  const find = () => findingOf(host, { stateDirectory });

  /** A record of this process, which says that its page is on a port. */
  const writeRecord = (port: number) =>
    writeHost(stateDirectory, {
      url: `http://127.0.0.1:${port}`,
      port,
      address: "127.0.0.1",
      mailboxToken: "",
      startedAt: "",
      postgres: { kind: "embedded", description: "", host: "", port: 1, database: "" },
      demo: { email: "", password: "" },
    });

  async function answering(status: number, body: object): Promise<Server> {
    const server = createServer((_, response) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await writeRecord((server.address() as AddressInfo).port);
    return server;
  }

  it("finds nothing wrong with a local copy that does not run", async () => {
    const finding = await find();
    assert.deepEqual([finding.verdict, finding.found], ["ok", "does not run"]);
  });

  it("finds one that runs and answers", async () => {
    const server = await answering(200, { status: "ok" });
    assert.equal((await find()).verdict, "ok");
    server.close();
  });

  it("tells what the API of one says that is not well", async () => {
    const server = await answering(503, { message: "The database is away." });
    const finding = await find();
    server.close();
    assert.equal(finding.verdict, "broken");
    assert.match(finding.found, /but: The database is away/);
    assert.equal(finding.fix, "npm stop && npm start");
  });

  it("finds one whose API does not answer", async () => {
    await writeRecord(await anyFreePort());
    const finding = await find();
    assert.equal(finding.verdict, "broken");
    assert.match(finding.found, /API does not answer/);
  });

  it("finds the record of a process that is gone, and leaves it", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const { pid: _, ...rest } = await writeRecord(1);
    const text = JSON.stringify({ pid: child.pid, ...rest });
    await writeFile(record(), text);
    const finding = await find();
    assert.equal(finding.verdict, "warning");
    assert.match(finding.found, new RegExp(`process ${child.pid} ended`));
    assert.equal(await readFile(record(), "utf8"), text);
  });

  it("does not take another process with the same number for it", async () => {
    const written = await writeRecord(1);
    await writeFile(record(), JSON.stringify({ ...written, born: "long ago" }));
    assert.equal((await find()).verdict, "warning");
  });

  for (const text of ["", '{"pid": 1', "null", "[]", '{"pid": "1"}']) {
    it(`finds a damaged record: ${text || "nothing"}`, async () => {
      await writeFile(record(), text);
      const finding = await find();
      assert.equal(finding.verdict, "warning");
      assert.match(finding.found, /host\.json is damaged/);
    });
  }
});
