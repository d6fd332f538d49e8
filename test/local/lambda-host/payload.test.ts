import assert from "node:assert/strict";
import fc from "fast-check";
import { answerFrom, eventFrom, type GatewayRequest } from "#local/lambda-host/payload";

const request = (change: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: "GET",
  url: "/api/x",
  headers: { host: "127.0.0.1:4567" },
  body: Buffer.alloc(0),
  sourceIp: "127.0.0.1",
  ...change,
});

/** Query and path text as a browser can send it. */
const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((it) => it.isWellFormed());
const name = text.filter((it) => it !== "__proto__");

describe("eventFrom", () => {
  it("decodes every parameter of the query and joins repeated ones in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { minLength: 1, maxLength: 8 }), (pairs) => {
        const query = new URLSearchParams(pairs).toString();
        const wanted = new Map<string, string>();
        for (const [key, value] of pairs) {
          wanted.set(key, wanted.has(key) ? `${wanted.get(key)},${value}` : value);
        }
        const event = eventFrom(request({ url: `/api/x?${query}` }));
        assert.deepEqual(new Map(Object.entries(event.queryStringParameters ?? {})), wanted);
        assert.equal(event.rawQueryString, query);
        assert.equal(event.rawPath, "/api/x");
      }),
    );
  });

  it("takes any text after the question mark without failing", () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        const event = eventFrom(request({ url: `/api?${query}` }));
        assert.equal(event.rawQueryString, query);
      }),
    );
  });

  it("keeps parameters that are called like what an object inherits", () => {
    const event = eventFrom(
      request({ url: "/api?constructor=a&toString=b&toString=c&__proto__=d" }),
    );
    assert.deepEqual(Object.entries(event.queryStringParameters ?? {}).sort(), [
      ["__proto__", "d"],
      ["constructor", "a"],
      ["toString", "b,c"],
    ]);
  });

  it("leaves the parameters out when there is no query", () => {
    for (const url of ["/api", "/api?"]) {
      const event = eventFrom(request({ url }));
      assert.equal("queryStringParameters" in event, false);
      assert.equal(event.rawPath, "/api");
    }
  });

  it("takes cookies out of the headers, each by itself", () => {
    const part = fc.stringMatching(/^[a-z]{1,5}=[A-Za-z0-9%/+=]{0,8}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (cookies) => {
        const event = eventFrom(request({ headers: { Cookie: cookies.join("; "), "X-A": "1" } }));
        assert.deepEqual(event.cookies, cookies);
        assert.deepEqual(event.headers, { "x-a": "1" });
      }),
    );
  });

  it("lower-cases names of headers and joins the values of repeated ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[\w ;=]{1,8}$/), { minLength: 1, maxLength: 4 }),
        (values) => {
          const event = eventFrom(
            request({ headers: { "X-Many": values, "x-absent": undefined } }),
          );
          assert.deepEqual(event.headers, { "x-many": values.join(",") });
        },
      ),
    );
  });

  it("carries every body, byte for byte, whatever its type", () => {
    const types = fc.constantFrom(
      "image/png",
      "application/octet-stream",
      "multipart/form-data; boundary=x",
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), types, (bytes, type) => {
        const event = eventFrom(
          request({ headers: { "content-type": type }, body: Buffer.from(bytes) }),
        );
        assert.equal(event.isBase64Encoded, true);
        assert.deepEqual(Buffer.from(event.body!, "base64"), Buffer.from(bytes));
      }),
    );
  });

  it("carries the text of textual types as it is", () => {
    const types = fc.constantFrom(
      ...[
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/plain",
        "application/problem+json",
      ],
      ...["application/x-www-form-urlencoded", "image/svg+xml"],
    );
    fc.assert(
      fc.property(text, types, (body, type) => {
        const event = eventFrom(
          request({ headers: { "content-type": type }, body: Buffer.from(body) }),
        );
        assert.deepEqual([event.isBase64Encoded, event.body], [false, body]);
      }),
    );
  });

  it("has no body when there is none", () => {
    const event = eventFrom(request({ headers: { "content-type": "image/png" } }));
    assert.deepEqual(["body" in event, event.isBase64Encoded], [false, false]);
  });

  it("says what API Gateway says of the request", () => {
    const now = new Date("2026-11-22T06:00:00.123Z");
    const { requestContext, ...event } = eventFrom(
      request({
        method: "POST",
        url: "/api/a%20b?x=1",
        headers: { Host: "h:1", "User-Agent": "me" },
      }),
      now,
    );
    assert.deepEqual(event, {
      version: "2.0",
      routeKey: "$default",
      rawPath: "/api/a%20b",
      rawQueryString: "x=1",
      headers: { host: "h:1", "user-agent": "me" },
      queryStringParameters: { x: "1" },
      isBase64Encoded: false,
    });
    const { requestId, ...context } = requestContext;
    assert.match(requestId, /^[\w-]+$/);
    assert.deepEqual(context, {
      accountId: "000000000000",
      apiId: "local",
      domainName: "h:1",
      domainPrefix: "local",
      http: {
        method: "POST",
        path: "/api/a%20b",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "me",
      },
      routeKey: "$default",
      stage: "$default",
      // "$context.requestTime" is in the form of the common log
      time: "22/Nov/2026:06:00:00 +0000",
      timeEpoch: now.getTime(),
    });
  });
});

describe("answerFrom", () => {
  const answer = (result: unknown) => answerFrom(JSON.stringify(result));

  it("gives status, headers, cookies and text of a result", () => {
    const result = {
      statusCode: 201,
      headers: { "Content-Type": "text/plain", "X-Number": 3, "X-Flag": true },
      cookies: ["a=1", "b=2; Path=/"],
      body: "grüß",
    };
    assert.deepEqual(answer(result), {
      status: 201,
      headers: { "content-type": "text/plain", "x-number": "3", "x-flag": "true" },
      cookies: ["a=1", "b=2; Path=/"],
      body: Buffer.from("grüß"),
    });
  });

  it("decodes a base64 body, byte for byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const body = Buffer.from(bytes).toString("base64");
        assert.deepEqual(
          answer({ statusCode: 200, body, isBase64Encoded: true }).body,
          Buffer.from(bytes),
        );
      }),
    );
  });

  it("makes a 200 of JSON of every result without a status", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!(typeof value === "object" && value !== null && "statusCode" in value));
        const { status, headers, body } = answer(value);
        assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
        const wanted = typeof value === "string" ? value : JSON.stringify(value);
        assert.equal(body.toString(), wanted);
      }),
    );
  });

  for (const statusCode of ["200", 200]) {
    it(`takes the status ${JSON.stringify(statusCode)}`, () => {
      assert.equal(answer({ statusCode }).status, 200);
    });
  }

  for (const [what, result] of [
    ["a status that is no number", { statusCode: "fine" }],
    ["a status outside of HTTP's", { statusCode: 42 }],
    ["a status null", { statusCode: null }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["headers that are no object", { statusCode: 200, headers: "x" }],
  ] as const) {
    it(`answers 500, as API Gateway does, for ${what}`, () => {
      const { status, body } = answer(result);
      assert.deepEqual([status, body.toString()], [500, '{"message":"Internal Server Error"}']);
    });
  }
});
