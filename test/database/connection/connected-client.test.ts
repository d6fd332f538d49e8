import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { openClient } from "#database/connection/connect";
import { databaseProblem } from "#database/connection/problem";
import { messageOf } from "#lib/errors";
import { someTarget } from "#test/some-target";

/** What stands where a PostgreSQL server was meant: how it answers, by which sslmode, and what is said of it. */
const SERVERS: Readonly<
  Record<string, { answer(socket: Socket): void; sslmode: string; says: RegExp }>
> = {
  "wants Kerberos": {
    answer: (socket) => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 7])),
    sslmode: "disable",
    says: /a login of a kind that is not offered here/,
  },
  "speaks HTTP": {
    answer: (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
    sslmode: "require",
    says: /error establishing an SSL connection/,
  },
  "hangs up": {
    answer: (socket) => socket.end(),
    sslmode: "disable",
    says: /was ended from the other side/,
  },
  "is a pooler": {
    answer: (socket) => {
      const text = "SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
      const head = Buffer.from([0x45, 0, 0, 0, text.length + 4]);
      socket.write(Buffer.concat([head, Buffer.from(text)]));
    },
    sslmode: "disable",
    says: /is a pooler/,
  },
};

describe("connectedClient", () => {
  let server: Server;
  afterEach(() => server.close());

  for (const [what, { answer, sslmode, says }] of Object.entries(SERVERS)) {
    it(`says what is the matter with one that ${what}, and holds no socket of it`, async () => {
      let closed: Promise<unknown> | undefined;
      server = createServer((socket) => {
        socket.on("error", () => {});
        closed = once(socket, "close");
        socket.once("data", () => answer(socket));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const parameters = { ...someTarget().parameters, port, sslmode };
      const error: unknown = await openClient(parameters, "test").then(
        () => assert.fail("it connected"),
        (thrown: unknown) => thrown,
      );
      assert.match(databaseProblem(error, someTarget())?.message ?? messageOf(error), says);
      await closed;
    });
  }
});
