import assert from "node:assert/strict";
import { request as open } from "node:http";
import { userPoolId } from "#local/cognito/seed";
import { TestHost } from "#test/host";

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe("originHandler", () => {
  let host: TestHost;

  before(async () => {
    host = await TestHost.start();
  });
  after(() => host.remove());

  /** Headers that `fetch` would not let one set, such as Host. */
  function ask(
    path: string,
    {
      method = "GET",
      headers = {},
      body = "",
    }: { method?: string; headers?: object; body?: string } = {},
  ): Promise<Received> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(host.client.url);
      const request = open(
        { hostname, port, path, method, headers: { ...headers }, agent: false },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  const statusOf = async (path: string, options: Parameters<typeof ask>[1] = {}): Promise<number> =>
    (await ask(path, options)).status;
  const INVOKE = "/2015-03-31/functions/api/invocations";

  describe("names", () => {
    const paths = ["/", "/config.json", "/api/health", "/_cognito/", "/_local/mail.json", INVOKE];
    for (const name of [
      ...["evil.example", "evil.example:4567", "127.0.0.1.evil.example", "localhost.evil.example"],
      ...["app.github.dev", "10.0.0.1", "0.0.0.0", "169.254.169.254", "local host", "localhost:x"],
    ]) {
      it(`refuses everything to the name ${name}, as a page that rebinds its name would ask`, async () => {
        for (const path of paths)
          assert.equal(await statusOf(path, { headers: { host: name } }), 421, path);
      });
    }

    it("says how a proxy's name is let in, and no more than that of what is no name", async () => {
      const said = async (name: string) => (await ask("/", { headers: { host: name } })).body;
      assert.match(
        await said("4567--me.coder.example:443"),
        /: export CRUDDUR_ALLOWED_HOSTS=4567--me\.coder\.example; npm stop; npm start"/,
      );
      for (const name of ["$(reboot)", "a;reboot", "[::2]"])
        assert.doesNotMatch(await said(name), /export/);
    });
    for (const name of [
      ...[
        "localhost",
        "localhost:4567",
        "LOCALHOST",
        "127.0.0.1",
        "[::1]:4567",
        "cruddur.localhost:4567",
      ],
      ...["fuzzy-space-4567.app.github.dev", "4567-me-cruddur.ws-eu1.gitpod.io"],
    ]) {
      it(`answers to the name ${name}`, async () => {
        assert.equal(await statusOf("/config.json", { headers: { host: name } }), 200);
      });
    }
  });

  describe("Invoke", () => {
    const event = JSON.stringify({ version: "2.0" });

    for (const origin of ["http://127.0.0.1:4567", "https://evil.example", "null"]) {
      it(`is refused to a page of ${origin}`, async () => {
        assert.equal(
          await statusOf(INVOKE, { method: "POST", headers: { origin }, body: event }),
          403,
        );
      });
    }

    it("is refused to a link", async () => {
      assert.equal(await statusOf(INVOKE), 403);
    });

    it("runs a function for a program", async () => {
      const { eventFrom } = await import("#local/lambda-host/payload");
      const payload = eventFrom({
        method: "GET",
        url: "/api/health",
        headers: {},
        body: Buffer.alloc(0),
        sourceIp: "127.0.0.1",
      });
      const { status, body } = await ask(INVOKE, { method: "POST", body: JSON.stringify(payload) });
      const answer = JSON.parse(body) as { statusCode: number; body: string };
      assert.deepEqual([status, answer.statusCode], [200, 200]);
      assert.match(answer.body, /"status":"ok"/);
    });

    it("tells of a function that is not there", async () => {
      const path = "/2015-03-31/functions/nobody/invocations";
      const { status, headers } = await ask(path, { method: "POST", body: "{}" });
      assert.deepEqual([status, headers["x-amzn-errortype"]], [404, "ResourceNotFoundException"]);
    });

    it("answers 404 to a function's name that cannot be decoded", async () => {
      assert.equal(
        await statusOf("/2015-03-31/functions/%E0%A4%A/invocations", { method: "POST" }),
        404,
      );
    });
  });

  describe("what is for this machine only", () => {
    const ELSEWHERE: Readonly<Record<string, Record<string, string>>> = {
      "a proxy that keeps the host": { host: "fuzzy-4567.app.github.dev" },
      "a proxy that asks for localhost": {
        host: "localhost:4567",
        "x-forwarded-host": "fuzzy-4567.app.github.dev",
      },
      "a proxy that tells the client's address only": { "x-forwarded-for": "203.0.113.7" },
      "a proxy that tells of itself only": { via: "1.1 proxy" },
      "a proxy of RFC 7239": { forwarded: "for=203.0.113.7;host=localhost" },
      "a proxy whose client says that it is here": {
        host: "localhost:4567",
        "x-forwarded-host": "localhost:4567",
        "x-forwarded-for": "127.0.0.1",
      },
    };
    const admin = (action: string, headers: Record<string, string>) =>
      ask("/_cognito/", {
        method: "POST",
        headers: { ...headers, "x-amz-target": `AWSCognitoIdentityProviderService.${action}` },
        body: JSON.stringify({ UserPoolId: userPoolId }),
      });

    for (const [what, headers] of Object.entries(ELSEWHERE)) {
      it(`is refused to ${what}, with a sentence`, async () => {
        const mail = await ask("/_local/mail.json", { headers });
        assert.equal(mail.status, 403);
        assert.match(mail.body, /npm run status/);
        const invoked = await ask(INVOKE, { method: "POST", headers, body: "{}" });
        assert.equal(invoked.status, 403);
        assert.match(invoked.body, /this machine/);
        for (const action of ["ListUsers", "AdminDeleteUser", "DescribeUserPool"]) {
          const { status, body } = await admin(action, headers);
          assert.equal(status, 403, action);
          assert.match(body, /MissingAuthenticationTokenException.*own machine/);
        }
        const { body } = await ask("/config.json", { headers });
        assert.deepEqual((JSON.parse(body) as { mailbox: object }).mailbox, {
          command: "npm run status",
        });
        assert.equal(await statusOf("/api/health", { headers }), 200);
      });
    }

    it("is there for a program on this machine", async () => {
      assert.equal((await admin("ListUsers", {})).status, 200);
      assert.equal(await statusOf("/_local/mail.json"), 200);
      const { body } = await ask("/config.json");
      assert.deepEqual((JSON.parse(body) as { mailbox: object }).mailbox, { href: "/_local/mail" });
    });

    it("is, of the mailbox, opened elsewhere by the token that this start made", async () => {
      const headers = ELSEWHERE["a proxy that asks for localhost"]!;
      const { mailboxToken } = host.running.record;
      const opens = (token: string) => statusOf(`/_local/mail.json?token=${token}`, { headers });
      assert.equal(await opens(mailboxToken), 200);
      for (const token of ["", "x", mailboxToken.slice(1), `${mailboxToken}x`, "%00"])
        assert.equal(await opens(token), 403, token);
    });
  });

  describe("other sites' pages", () => {
    const target = { "x-amz-target": "AWSCognitoIdentityProviderService.ForgotPassword" };
    for (const [who, headers] of Object.entries({
      "another site": { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      "another port of this machine": { "sec-fetch-site": "same-site" },
      "another site, in an old browser": { origin: "https://evil.example" },
      "a sandbox or a file": { origin: "null" },
    })) {
      it(`are refused what would change something: ${who}`, async () => {
        for (const path of ["/api/activities", "/_cognito/", "/"]) {
          const answer = await ask(path, { method: "POST", headers: { ...target, ...headers } });
          assert.equal(answer.status, 403, path);
          assert.match(answer.body, /other sites' pages/);
        }
      });
    }

    it("do not include the page itself, whatever a proxy makes of its origin", async () => {
      for (const headers of [
        { "sec-fetch-site": "same-origin", origin: "https://fuzzy-4567.app.github.dev" },
        { "sec-fetch-site": "same-origin", origin: "http://localhost:4567" },
        { host: "localhost:4567", origin: "http://localhost:4567" },
      ]) {
        const answer = await ask("/_cognito/", {
          method: "POST",
          headers: { ...target, ...headers },
          body: "{}",
        });
        assert.match(answer.body, /InvalidParameterException/);
      }
    });
  });

  describe("the page", () => {
    for (const path of [
      "/",
      "/app.js",
      "/style.css",
      "/favicon.svg",
      "/_local/mail",
      "/_local/mail.js",
    ]) {
      it(`serves ${path} with headers that keep foreign code and frames away`, async () => {
        const { status, headers } = await ask(path);
        assert.equal(status, 200);
        const policy = String(headers["content-security-policy"]);
        for (const rule of [
          "default-src 'self'",
          "object-src 'none'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
        ]) {
          assert.ok(policy.includes(rule), rule);
        }
        assert.doesNotMatch(policy, /unsafe|\*|https?:/);
        assert.equal(headers["x-content-type-options"], "nosniff");
        assert.equal(headers["referrer-policy"], "no-referrer");
      });
    }

    it("answers 304 without a body to a browser that has the file", async () => {
      const { headers } = await ask("/app.js");
      const again = await ask("/app.js", { headers: { "if-none-match": headers["etag"] } });
      assert.deepEqual(
        [again.status, again.body, again.headers["etag"]],
        [304, "", headers["etag"]],
      );
    });

    for (const [what, from] of [
      ["weakened by a proxy", (etag: string) => `W/${etag}`],
      ["in a list", (etag: string) => `"other", ${etag}`],
      ["given as *", () => "*"],
    ] as const) {
      it(`answers 304 to an etag ${what}`, async () => {
        const etag = String((await ask("/app.js")).headers["etag"]);
        assert.equal(await statusOf("/app.js", { headers: { "if-none-match": from(etag) } }), 304);
      });
    }

    it("answers 200 to an etag of another version", async () => {
      assert.equal(await statusOf("/app.js", { headers: { "if-none-match": '"old"' } }), 200);
    });

    it("answers HEAD as GET, without the body", async () => {
      const [get, head] = [await ask("/"), await ask("/", { method: "HEAD" })];
      assert.deepEqual([head.status, head.body], [200, ""]);
      assert.equal(head.headers["content-length"], String(Buffer.byteLength(get.body)));
      assert.equal(head.headers["etag"], get.headers["etag"]);
    });
  });

  describe("methods and addresses", () => {
    for (const [method, path, status] of [
      ["POST", "/", 405],
      ["DELETE", "/app.js", 405],
      ["POST", "/config.json", 405],
      ["DELETE", "/_local/mail.json", 405],
      ["GET", "/_cognito/", 405],
      ["OPTIONS", "/_cognito/", 405],
      ["OPTIONS", "/api/activities", 404],
      ["PUT", "/api/activities", 404],
      ["GET", "/nothing", 404],
      ["GET", "/../package.json", 404],
      ["GET", "/%2e%2e/package.json", 404],
      ["GET", "//evil.example/", 404],
      ["GET", "/web/app.ts", 404],
      ["GET", "/api", 404],
      ["GET", "/apis", 404],
      ["HEAD", "/api/health", 200],
      ["GET", "/config.json?x=1", 200],
    ] as const) {
      it(`answers ${status} to ${method} ${path}`, async () => {
        assert.equal(await statusOf(path, { method }), status);
      });
    }

    it("lets no other origin read an answer", async () => {
      for (const path of ["/", "/config.json", "/api/activities/home", "/_local/mail.json"]) {
        const { headers } = await ask(path, { headers: { origin: "https://evil.example" } });
        assert.equal(headers["access-control-allow-origin"], undefined, path);
      }
    });

    it("keeps a browser from guessing what an answer is", async () => {
      for (const path of ["/config.json", "/_local/mail.json", "/api/health", "/nothing"]) {
        assert.equal((await ask(path)).headers["x-content-type-options"], "nosniff", path);
      }
    });
  });

  describe("bodies", () => {
    it("refuses those above 6 MiB, wherever they go", async () => {
      const body = "a".repeat(6 * 1024 * 1024 + 1);
      for (const path of ["/api/activities", "/_cognito/", INVOKE]) {
        const headers = { "content-type": "application/json" };
        assert.equal(await statusOf(path, { method: "POST", headers, body }), 413, path);
      }
      assert.equal(await statusOf("/api/health"), 200);
    });

    it("shows the mails of one person, or of all", async () => {
      const { body } = await ask("/_local/mail.json?to=nobody%40x.example");
      assert.equal(body, "[]");
      const all = JSON.parse((await ask("/_local/mail.json")).body) as { to: string }[];
      assert.deepEqual(
        all.map(({ to }) => to),
        ["demo@cruddur.example"],
      );
    });
  });
});
