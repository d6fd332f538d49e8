import assert from "node:assert/strict";
import fc from "fast-check";
import {
  foreignName,
  isFromHere,
  isFromOtherSite,
  isLoopback,
  type Caller,
} from "#local/access/caller";

const HERE = { host: "localhost:4567" };
const from = (remoteAddress: string | undefined, headers: Caller["headers"]): Caller => ({
  headers,
  socket: { remoteAddress },
});

describe("isLoopback", () => {
  for (const [address, is] of [
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["::ffff:10.0.0.1", false],
    ["0.0.0.0", false],
    ["::", false],
    ["172.17.0.1", false],
    ["localhost", false],
    ["", false],
  ] as const) {
    it(`is ${is} of ${JSON.stringify(address)}`, () => assert.equal(isLoopback(address), is));
  }
});

describe("isFromHere", () => {
  const loopback = fc.constantFrom("127.0.0.1", "::1", "::ffff:127.0.0.1");
  const ownHost = fc
    .constantFrom("localhost", "127.0.0.1", "[::1]", "cruddur.localhost", "LOCALHOST")
    .chain((name) => fc.constantFrom(name, `${name}:4567`));
  const harmless = fc.dictionary(
    fc.constantFrom("user-agent", "origin", "referer", "x-amz-target", "sec-fetch-site", "cookie"),
    fc.string(),
  );
  const proxyHeader = fc.constantFrom(
    ...["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"],
    ...["x-forwarded-port", "x-original-host", "x-real-ip", "x-client-ip", "cf-connecting-ip"],
    ...["x-request-id", "x-scheme"],
  );

  it("is true of whatever a program on this machine sends", () => {
    fc.assert(
      fc.property(loopback, ownHost, harmless, (address, host, headers) =>
        isFromHere(from(address, { ...headers, host })),
      ),
    );
  });

  it("is false whatever else is said, with an address, a name or a header of elsewhere", () => {
    const elsewhere = fc.oneof(
      fc.record({
        address: fc.oneof(
          fc.ipV4().filter((it) => !it.startsWith("127.")),
          fc.constantFrom("::ffff:10.0.0.7", "2001:db8::1", "fe80::1%eth0", undefined),
        ),
        headers: fc.record({ host: ownHost }),
      }),
      fc.record({
        address: loopback,
        headers: fc.record({
          host: fc.oneof(
            fc.domain(),
            fc.ipV4().filter((it) => !it.startsWith("127.")),
            fc.constantFrom("localhost.example", "127.0.0.1.example", "x@localhost", "", undefined),
          ),
        }),
      }),
      fc.record({
        address: loopback,
        headers: fc
          .tuple(ownHost, proxyHeader, fc.oneof(fc.string(), ownHost))
          .map(([host, name, value]) => ({ host, [name]: value })),
      }),
    );
    fc.assert(
      fc.property(
        elsewhere,
        harmless,
        ({ address, headers }, more) =>
          !isFromHere(from(address, { ...more, ...headers } as Caller["headers"])),
      ),
    );
  });
});

describe("foreignName", () => {
  const own = { hosts: ["*.app.github.dev", "cruddur.example.com"], anyAddress: false };
  const nameOf = (headers: Caller["headers"], more: object = {}) =>
    foreignName({ headers }, { ...own, ...more });

  it("is undefined for loopback, a listed name, and one below a listed domain", () => {
    for (const host of [
      ...["localhost", "127.0.0.1:4567", "[::1]:4567", "a.localhost", "cruddur.example.com"],
      ...[
        "fuzzy-4567.app.github.dev",
        "fuzzy-4567.preview.app.github.dev:443",
        "CRUDDUR.Example.com",
      ],
    ]) {
      assert.equal(nameOf({ host }), undefined, host);
      assert.equal(nameOf({ ...HERE, "x-forwarded-host": host }), undefined, host);
    }
  });

  it("is any other name that is given, also by the proxy behind another", () => {
    for (const host of [
      ...["evil.example", "app.github.dev", "app.github.dev.evil.example", "10.0.0.1", "0.0.0.0"],
      ...["sub.cruddur.example.com", "evilapp.github.dev", "a b.app.github.dev", "localhost:x"],
    ]) {
      assert.equal(nameOf({ host }), host);
      assert.equal(nameOf({ ...HERE, "x-forwarded-host": host }), host);
      assert.equal(nameOf({ ...HERE, "x-forwarded-host": `localhost, ${host}` }), host);
    }
    assert.equal(nameOf({}), "");
  });

  it("lets addresses be, not names, where others reach this machine by one", () => {
    for (const host of ["10.0.0.1:4567", "[2001:db8::1]:4567", "192.168.1.5"])
      assert.equal(nameOf({ host }, { anyAddress: true }), undefined, host);
    assert.equal(nameOf({ host: "evil.example" }, { anyAddress: true }), "evil.example");
  });
});

describe("isFromOtherSite", () => {
  for (const [what, headers, is] of [
    ["a program", HERE, false],
    [
      "the page",
      { ...HERE, origin: "http://localhost:4567", "sec-fetch-site": "same-origin" },
      false,
    ],
    [
      "the page, behind a proxy that replaced the host",
      { ...HERE, origin: "https://a-4567.app.github.dev", "sec-fetch-site": "same-origin" },
      false,
    ],
    [
      "the page, behind a proxy that replaced the origin",
      {
        host: "a-4567.app.github.dev",
        origin: "http://localhost:4567",
        "sec-fetch-site": "same-origin",
      },
      false,
    ],
    ["a person", { ...HERE, "sec-fetch-site": "none" }, false],
    ["a page of another port", { ...HERE, "sec-fetch-site": "same-site" }, true],
    ["a page of another site", { ...HERE, "sec-fetch-site": "cross-site" }, true],
    [
      "a page of another site that a proxy gave this one's origin",
      { ...HERE, origin: "http://localhost:4567", "sec-fetch-site": "cross-site" },
      true,
    ],
    ["the page over plain HTTP", { host: "10.0.0.5:4567", origin: "http://10.0.0.5:4567" }, false],
    [
      "the page in an old browser behind a proxy",
      { ...HERE, "x-forwarded-host": "a.gitpod.dev:443", origin: "https://a.gitpod.dev" },
      false,
    ],
    ["another page over plain HTTP", { host: "10.0.0.5:4567", origin: "http://10.0.0.5:80" }, true],
    ["a page of nowhere", { ...HERE, origin: "null" }, true],
  ] as const) {
    it(`is ${is} of ${what}`, () => assert.equal(isFromOtherSite({ headers }), is));
  }
});
