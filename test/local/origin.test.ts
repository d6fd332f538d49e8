import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import fc from "fast-check";
import { forwardingFrom } from "#local/access/forwarding";
import { Mailbox } from "#local/mailbox";
import { originHandler, type OriginParts } from "#local/origin";

const INVOKE = "/2015-03-31/functions/api/invocations";

/** What a request came to: the parts that it reached for as one of this machine, and its status. */
async function reached(
  path: string,
  { headers, remoteAddress }: { headers: Record<string, string>; remoteAddress: string },
): Promise<{ parts: string[]; status: number }> {
  const parts: string[] = [];
  const mailbox = new Mailbox();
  mailbox.list = () => (parts.push("mailbox"), []);
  const handler = originHandler({
    mailbox,
    names: { hosts: forwardingFrom({}).hosts, anyAddress: true },
    lambda: {
      has: () => true,
      invoke: async () => (parts.push("invoke"), { kind: "result", payload: "{}", requestId: "1" }),
    } as unknown as OriginParts["lambda"],
    cognito: {
      handle: async ({ trusted }) => {
        if (trusted) parts.push("admin");
        return { status: 200, headers: {}, body: "{}" };
      },
    } as OriginParts["cognito"],
    page: () => new Map(),
  });
  const method = path.startsWith("/_local") ? "GET" : "POST";
  const request = Object.assign(Readable.from([]), {
    ...{ method, url: path, headers, socket: { remoteAddress } },
    iterator: () => Readable.from([]),
  });
  const { status } = await handler(request as unknown as IncomingMessage, path.split("?")[0]!);
  return { parts, status };
}

describe("originHandler, whatever a request says of itself", () => {
  const path = fc.constantFrom(
    ...[INVOKE, "/_cognito/", "/_local/mail.json", "/_local/mail.json?token=x&to=a"],
  );
  const host = fc.constantFrom(
    ...["localhost", "localhost:4567", "127.0.0.1:4567", "[::1]", "a-4567.app.github.dev"],
    ...["10.0.0.5:4567", "evil.example", "x.devtunnels.ms"],
  );
  const said = fc.record(
    {
      host,
      "x-forwarded-host": host,
      "x-forwarded-for": fc.ipV4(),
      "x-real-ip": fc.constant("127.0.0.1"),
      via: fc.constant("1.1 proxy"),
      origin: host.map((it) => `https://${it}`),
      "sec-fetch-site": fc.constantFrom("same-origin", "same-site", "cross-site", "none"),
      authorization: fc.string(),
    },
    { requiredKeys: ["host"] },
  ) as fc.Arbitrary<Record<string, string>>;
  const local = fc.constantFrom("127.0.0.1", "::1", "::ffff:127.0.0.1");
  const remote = fc.constantFrom("10.0.0.7", "::ffff:172.17.0.1", "2001:db8::1");
  const isLocalName = (name: string) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(name);

  it("lets nobody from another address reach the mailbox, Invoke or admin actions", async () => {
    await fc.assert(
      fc.asyncProperty(path, said, remote, async (url, headers, remoteAddress) => {
        assert.deepEqual((await reached(url, { headers, remoteAddress })).parts, []);
      }),
    );
  });

  it("lets nobody who came by another name or a proxy reach them", async () => {
    const bySomeWay = said.filter(
      (headers) =>
        !isLocalName(headers["host"]!) ||
        ["x-forwarded-host", "x-forwarded-for", "x-real-ip", "via"].some((it) => it in headers),
    );
    await fc.assert(
      fc.asyncProperty(path, bySomeWay, local, async (url, headers, remoteAddress) => {
        assert.deepEqual((await reached(url, { headers, remoteAddress })).parts, []);
      }),
    );
  });

  it("lets a program on this machine reach each of them", async () => {
    for (const [url, part] of [
      [INVOKE, "invoke"],
      ["/_cognito/", "admin"],
      ["/_local/mail.json", "mailbox"],
    ] as const) {
      const caller = { headers: { host: "localhost:4567" }, remoteAddress: "127.0.0.1" };
      assert.deepEqual(await reached(url, caller), { parts: [part], status: 200 });
    }
  });
});
