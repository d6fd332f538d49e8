import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server } from "node:net";
import { openClient } from "#database/connection/connect";
import { databaseProblem } from "#database/connection/problem";
import { parseConnectionUrl, tlsParametersOf } from "#lib/connection/url";
import { someTarget } from "#test/some-target";

/** PostgreSQL's request for TLS, in place of a startup packet: a length of 8 and the code 1234.5679. */
const SSL_REQUEST = "0000000804d2162f";

describe("The first packet to a server off this machine", () => {
  let server: Server;
  let first: Buffer[] = [];
  let error: unknown;
  before(async () => {
    server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (packet) => {
        first.push(packet);
        socket.end("N"); // it has no TLS
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());
  beforeEach(() => (first = []));

  /** By the name of another machine, which leads here. */
  async function packetFor(words: string): Promise<string> {
    const url = `postgresql://ada:s3cret@db.example.com/cruddur${words}`;
    const { parameters, ...address } = parseConnectionUrl(url);
    const { port } = server.address() as AddressInfo;
    const way = { hostaddr: "127.0.0.1", port };
    error = undefined;
    const all = { ...address, ...tlsParametersOf({ parameters }), ...way };
    await openClient(all, "test").catch((thrown: unknown) => (error = thrown));
    assert.ok(error);
    return first[0]!.toString("hex");
  }

  const words = ["allow", "prefer", "require", "verify-full"].map((mode) => `?sslmode=${mode}`);
  for (const word of ["", "?ssl=1", "?ssl=true", "?ssl=no-verify", ...words]) {
    it(`asks for TLS, and says nothing else, by ${word || "no word"}`, async () => {
      assert.equal(await packetFor(word), SSL_REQUEST);
      assert.equal(first.length, 1);
      for (const [kind, hint] of [
        ["external", /write it into PROD_CONNECTION_URL: \?sslmode=disable/],
        ["stack", /pulumi stack output/],
      ] as const) {
        const problem = databaseProblem(error, someTarget({ kind, isLocal: false }))!;
        assert.match(problem.message, /has no TLS, so that no password was sent/);
        assert.match(problem.hint, hint);
      }
    });
  }

  it("is in the clear by sslmode=disable alone", async () => {
    assert.match(Buffer.from(await packetFor("?sslmode=disable"), "hex").toString(), /ada/);
  });
});
