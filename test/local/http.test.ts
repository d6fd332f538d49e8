import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as open, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { listen, readBody, type Handler } from "#local/http";
import { isAnswering } from "#local/postgres/free-port";

const MIB = 1024 * 1024;

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

describe("listen", () => {
  const closers: (() => unknown)[] = [];
  const errors: unknown[] = [];

  async function serve(handler: Handler, port = 0, address?: string): Promise<number> {
    const listening = await listen(handler, port, (error) => errors.push(error), address);
    closers.push(listening.close);
    return listening.port;
  }

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    errors.length = 0;
  });

  /** Sends a body of `size` bytes in pieces, as a client does that takes no heed of the answer. */
  async function send(
    port: number,
    size: number,
    headers: Record<string, string | number>,
  ): Promise<Received> {
    const request = open({ port, host: "127.0.0.1", method: "POST", headers });
    const answered = once(request, "response") as Promise<[IncomingMessage]>;
    request.on("error", () => {}); // it may be cut off once it is answered
    const ended = Promise.race([answered, once(request, "close")]).catch(() => {});
    let onDrain = () => {};
    request.on("drain", () => onDrain());
    const piece = Buffer.alloc(MIB / 4, "a");
    for (let sent = 0; sent < size; sent += piece.length) {
      if (!request.write(piece.subarray(0, Math.min(piece.length, size - sent)))) {
        const drained = new Promise<void>((resolve) => (onDrain = resolve));
        await Promise.race([drained, ended]);
      }
    }
    request.end();
    const [response] = await answered;
    let body = "";
    for await (const chunk of response.setEncoding("utf8")) body += chunk as string;
    return { status: response.statusCode, headers: response.headers, body };
  }

  const echoSize: Handler = async (request) => {
    const body = await readBody(request, 6 * MIB);
    return { status: 200, body: String(body.length) };
  };

  /** An address besides 127.0.0.1 that every machine of the kind has. */
  const OTHER = process.platform === "linux" ? "127.0.0.2" : "::1";

  it("listens on 127.0.0.1 only", async () => {
    assert.equal(await isAnswering(OTHER, await serve(echoSize)), false);
  });

  for (const address of [OTHER, "0.0.0.0"]) {
    it(`listens on 127.0.0.1 beside ${address}, by one port, until it is closed`, async () => {
      const port = await serve(echoSize, 0, address);
      const reached = address === OTHER ? OTHER : "127.0.0.1";
      assert.equal(await isAnswering(reached, port), true);
      assert.equal((await send(port, 3, {})).body, "3");
      await closers.pop()!();
      assert.equal(await isAnswering(reached, port), false);
      assert.equal(await isAnswering("127.0.0.1", port), false);
    });
  }

  for (const at of ["127.0.0.1", OTHER]) {
    it(`takes the next free port when the wanted one is taken on ${at}`, async () => {
      const taken = createServer();
      closers.push(() => taken.close());
      await once(taken.listen(0, at), "listening");
      const { port } = taken.address() as AddressInfo;
      const chosen = await serve(echoSize, port, at);
      assert.ok(chosen > port, `${chosen} is not above ${port}`);
      assert.equal((await send(chosen, 3, {})).body, "3");
    });
  }

  it("takes a body up to the limit", async () => {
    const port = await serve(echoSize);
    assert.equal((await send(port, 6 * MIB, { "content-length": 6 * MIB })).body, String(6 * MIB));
  });

  for (const [how, headers] of [
    ["that tells its length", { "content-length": 20 * MIB }],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ] as [string, Record<string, string | number>][]) {
    it(`answers 413 to 20 MiB ${how}, has taken in no more than the limit, and serves on`, async () => {
      const taken: number[] = [];
      const port = await serve(async (request, path) => {
        try {
          return await echoSize(request, path);
        } catch (error) {
          taken.push(request.socket.bytesRead);
          throw error;
        }
      });
      const answers = await Promise.all([1, 2, 3].map(() => send(port, 20 * MIB, headers)));
      for (const { status, body, headers: told } of answers) {
        assert.deepEqual([status, body], [413, '{"message":"Request Entity Too Large"}']);
        assert.equal(told.connection, "close");
      }
      assert.equal(taken.length, 3);
      assert.ok(Math.max(...taken) < 7 * MIB, `${Math.max(...taken)} bytes`);
      assert.equal((await send(port, 3, {})).body, "3");
      assert.deepEqual(errors, []);
    });
  }

  it("answers 500 without the reason when the handler throws, and tells of it", async () => {
    const port = await serve(() => Promise.reject(new Error("a secret")));
    const { status, body } = await send(port, 0, {});
    assert.deepEqual([status, body], [500, '{"message":"Internal Server Error"}']);
    assert.match(String(errors[0]), /a secret/);
  });

  it("answers 500 when an answer cannot be sent", async () => {
    const port = await serve(() =>
      Promise.resolve({ status: 200, headers: { "x-bad": "a\nb" }, body: "never" }),
    );
    assert.equal((await send(port, 0, {})).status, 500);
    assert.equal(errors.length, 1);
  });

  it("sends the headers of HEAD without the body", async () => {
    const port = await serve(() =>
      Promise.resolve({ status: 200, headers: { etag: '"1"' }, body: "12345" }),
    );
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" });
    assert.deepEqual(
      [
        response.status,
        response.headers.get("etag"),
        response.headers.get("content-length"),
        await response.text(),
      ],
      [200, '"1"', "5", ""],
    );
  });

  it("sends a header with several values as several headers", async () => {
    const port = await serve(() =>
      Promise.resolve({ status: 200, headers: { "set-cookie": ["a=1", "b=2"] } }),
    );
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  });

  it("outlives a client that leaves in the middle of its body", async () => {
    const port = await serve(echoSize);
    const request = open({
      port,
      host: "127.0.0.1",
      method: "POST",
      headers: { "content-length": 100 },
    });
    request.on("error", () => {});
    request.write("x");
    await once(request, "socket");
    await new Promise((next) => setTimeout(next, 50));
    request.destroy();
    assert.equal((await send(port, 3, {})).body, "3");
    assert.deepEqual(errors, []);
  });
});
