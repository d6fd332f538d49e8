import assert from "node:assert/strict";
import { createServer } from "node:http";
import { isIPv4 } from "node:net";
import fc from "fast-check";
import { RefusedError, UserError } from "#lib/errors";
import {
  addressFault,
  fetchText,
  findPublicAddress,
  parsePublicAddress,
  tryPublicAddress,
  type FetchText,
} from "#lib/public-address";

const SOURCES = ["https://a", "https://b", "https://c"];
/** A fetcher with one answer for each source; an Error is thrown. */
const answering =
  (...answers: (string | Error)[]): FetchText =>
  async (url) => {
    const answer = answers[SOURCES.indexOf(url)]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
const find = (...answers: (string | Error)[]) => findPublicAddress(answering(...answers), SOURCES);

describe("findPublicAddress", () => {
  it("takes what two sources agree on, whichever they are", async () => {
    const down = new Error("down");
    assert.equal(await find("203.0.113.7\n", "203.0.113.7", down), "203.0.113.7");
    assert.equal(await find(down, "203.0.113.7", " 203.0.113.7 "), "203.0.113.7");
    assert.equal(await find("203.0.113.9", "203.0.113.7", "203.0.113.7"), "203.0.113.7");
  });

  it("does not wait for a third source when two agree", async () => {
    const slow: FetchText = (url) =>
      url === SOURCES[2] ? new Promise(() => {}) : Promise.resolve("203.0.113.7");
    assert.equal(await findPublicAddress(slow, SOURCES), "203.0.113.7");
  });

  const faults: readonly [string, (string | Error)[], RegExp][] = [
    [
      "one answers alone",
      ["203.0.113.7", new Error("down"), new Error("down")],
      /not answer: down/,
    ],
    ["all differ", ["203.0.113.1", "203.0.113.2", "203.0.113.3"], /says 203\.0\.113\.2/],
    ["they agree on IPv6", ["2001:db8::1", "2001:db8::1", "2001:db8::1"], /is IPv6/],
    ["they agree on a private address", ["10.0.0.1", "10.0.0.1", "10.0.0.1"], /is private/],
    [
      "they send a page",
      Array(3).fill("<html>Sign in to the hotel's network</html>"),
      /is no IPv4/,
    ],
    ["they send nothing", ["", "", ""], /is empty/],
  ];
  for (const [what, answers, says] of faults) {
    it(`tells each answer and how to go on when ${what}`, async () => {
      await assert.rejects(find(...answers), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        assert.match(error.message, /Nothing was changed/);
        assert.match(error.hint!, /--ip/);
        return true;
      });
    });
  }
});

describe("parsePublicAddress", () => {
  for (const text of [
    "0.0.0.0",
    "0.0.0.0/0",
    "203.0.113.7/24",
    "203.0.113.7/32",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.0.1",
    "192.168.1.1",
    "255.255.255.255",
    "::1",
    "2001:db8::1",
    "::ffff:203.0.113.7",
    "203.0.113",
    "203.0.113.07",
    "0xcb.0.113.7",
    "203.0.113.7 203.0.113.8",
    "",
  ]) {
    it(`refuses ${JSON.stringify(text)}, with the reason`, () => {
      assert.throws(
        () => parsePublicAddress(text),
        (error) => error instanceof RefusedError && /(is|means) /.test(error.message),
      );
    });
  }

  it("takes public addresses just outside the reserved ranges", () => {
    for (const text of ["100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "11.0.0.1"]) {
      assert.equal(parsePublicAddress(text), text);
    }
  });

  it("lets nothing pass that is not exactly one IPv4 address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV4Extended(), fc.ipV6()), (text) => {
        if (addressFault(text) !== undefined) return;
        assert.ok(isIPv4(text));
        assert.doesNotMatch(text, /^(0|10|127)\./);
      }),
    );
  });
});

describe("fetchText", () => {
  it("takes a redirection and any answer but a good one for no answer", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/good") response.end("203.0.113.7");
      else
        response.writeHead(request.url === "/moved" ? 302 : 500, { location: "/good" }).end("no");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    try {
      assert.equal(await fetchText(`http://127.0.0.1:${port}/good`), "203.0.113.7");
      await assert.rejects(fetchText(`http://127.0.0.1:${port}/moved`));
      await assert.rejects(fetchText(`http://127.0.0.1:${port}/bad`), /it answered 500/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("tryPublicAddress", () => {
  it("warns and goes without when no address can be found", async () => {
    const warnings: string[] = [];
    const warn = (text: string) => void warnings.push(text);
    const down: FetchText = () => Promise.reject(new Error("offline"));
    assert.equal(await tryPublicAddress(warn, down), undefined);
    assert.match(warnings.join(), /offline/);
    assert.equal(await tryPublicAddress(warn, () => Promise.resolve("203.0.113.7")), "203.0.113.7");
    assert.equal(warnings.length, 1);
  });
});
