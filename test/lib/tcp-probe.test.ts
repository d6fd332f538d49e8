import assert from "node:assert/strict";
import { createServer } from "node:net";
import { probe } from "#lib/tcp-probe";
import { anyFreePort } from "#local/postgres/free-port";

describe("probe", () => {
  it("finds an open port", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    assert.equal(await probe("127.0.0.1", port), "open");
    server.close();
  });

  it("tells a port where nobody listens from a name that nobody has", async () => {
    assert.equal(await probe("127.0.0.1", await anyFreePort(), { patienceMs: 0 }), "closed");
    assert.equal(await probe("nowhere.invalid", 5432, { patienceMs: 0 }), "unknown-host");
  });

  it("tries again until a server listens", async () => {
    const port = await anyFreePort();
    const server = createServer((socket) => socket.end());
    setTimeout(() => server.listen(port, "127.0.0.1"), 200);
    assert.equal(await probe("127.0.0.1", port, { patienceMs: 10_000 }), "open");
    server.close();
  });

  it("ends between two attempts when it is told to", async () => {
    const check = () => {
      throw new Error("interrupted");
    };
    await assert.rejects(probe("127.0.0.1", await anyFreePort(), { check }), /interrupted/);
  });
});
