import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { withClient } from "#database/connection/connect";
import { DEMO } from "#local/demo-account";
import { parametersOf } from "#local/postgres/parameters-of";
import { logFile } from "#local/host-log";
import { embeddedStatus } from "#local/postgres/embedded";
import { readHost } from "#local/state";
import { newPerson, PASSWORD, succeeded, TestHost, type Person } from "#test/host";
import { until } from "#test/until";

describe("startHost", () => {
  let host: TestHost;

  before(async () => {
    host = await TestHost.start();
  });
  after(() => host.remove());

  const query = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    withClient(parametersOf(host.running.server), "test", async (client) => {
      return (await client.query<Row>(sql, values)).rows;
    });
  const rowsOf = async ({ email }: Person): Promise<{ handle: string; display_name: string }[]> =>
    query("select handle, display_name from public.users where lower(email) = lower($1)", [email]);

  describe("the journey", () => {
    it("takes a new person from sign-up to their own crud in the feed", async () => {
      const person = newPerson();
      const signedUp = succeeded(await host.client.signUp(person));
      assert.equal(signedUp["UserConfirmed"], false);
      assert.deepEqual(await rowsOf(person), []);
      succeeded(await host.client.confirm(person));
      assert.deepEqual(await rowsOf(person), [
        { handle: person.handle, display_name: person.name },
      ]);
      const { AccessToken } = await host.client.tokensOf(person);
      const posted = await host.client.post(AccessToken, "Hello");
      assert.equal(posted.status, 201);
      const [first] = await host.client.feed();
      assert.deepEqual([first!.handle, first!.message], [person.handle, "Hello"]);
      const { status, body } = await host.client.me(AccessToken);
      assert.deepEqual([status, body["handle"], body["email"]], [200, person.handle, person.email]);
    });

    it("comes with an account that can sign in, and with cruds of several people", async () => {
      const demo = { email: DEMO.email, handle: DEMO.handle, name: DEMO.name };
      const { AccessToken } = await host.client.tokensOf(demo, DEMO.password);
      assert.equal((await host.client.me(AccessToken)).body["handle"], DEMO.handle);
      const people = new Set((await host.client.feed()).map(({ handle }) => handle));
      assert.ok(people.size >= 3, [...people].join());
    });

    it("stores SQL and HTML of a message as text", async () => {
      const { token } = await host.client.join();
      const messages = [
        "'); drop table public.activities; --",
        `<script>alert("x")</script><img src=x onerror=alert(1)>`,
        "$1 :message %s \\ \\u0041 {{7*7}} 🎉 \u202Eabc",
      ];
      for (const message of messages)
        assert.equal((await host.client.post(token, message)).status, 201);
      const feed = (await host.client.feed()).slice(0, 3).map(({ message }) => message);
      assert.deepEqual(feed.reverse(), messages);
    });
  });

  describe("refusals", () => {
    const typeOf = async (person: Person, change: object = {}): Promise<string> => {
      const end = await host.client.signUp(person, change);
      return end.ok ? "signed up" : `${end.type}: ${end.message}`;
    };
    const TAKEN = "UserLambdaValidationException: PreSignUp failed with error HANDLE_TAKEN.";

    it("refuses a handle that somebody has, also in another case and before it is confirmed", async () => {
      const first = newPerson("Twice_Taken");
      succeeded(await host.client.signUp(first));
      for (const handle of ["Twice_Taken", "twice_taken", "TWICE_TAKEN", " twice_taken "]) {
        const other = { ...newPerson(), handle };
        assert.equal(await typeOf(other), TAKEN);
      }
      succeeded(await host.client.confirm(first));
      assert.equal(await typeOf({ ...newPerson(), handle: "twicE_taken" }), TAKEN);
      assert.deepEqual(
        (await rowsOf(first)).map(({ handle }) => handle),
        ["twice_taken"],
      );
    });

    it("gives a handle to exactly one of many who want it at once", async () => {
      const people = Array.from({ length: 5 }, () => ({ ...newPerson(), handle: "wanted_by_all" }));
      const ends = await Promise.all(people.map((person) => typeOf(person)));
      assert.deepEqual(ends.sort(), [...Array<string>(4).fill(TAKEN), "signed up"].sort());
      const rows = await query(
        "select from public.handle_reservations where handle = 'wanted_by_all'",
      );
      assert.equal(rows.length, 1);
    });

    it("signs one email up once when it is sent twice at once", async () => {
      const person = newPerson();
      const ends = await Promise.all([typeOf(person), typeOf(person)]);
      assert.equal(ends.filter((end) => end === "signed up").length, 1, ends.join(" | "));
      succeeded(await host.client.confirm(person));
      assert.equal((await rowsOf(person)).length, 1);
    });

    for (const [what, name] of [
      ["an empty name", ""],
      ["a blank name", " \t "],
      ["a name of 101 characters", "x".repeat(101)],
    ] as const) {
      it(`refuses ${what} and makes nobody`, async () => {
        const person = { ...newPerson(), name };
        const end = await typeOf(person);
        assert.match(end, /NAME_INVALID|InvalidParameterException/);
        assert.match(
          String(await host.client.signIn(person).then((it) => !it.ok && it.type)),
          /NotAuthorized|UserNotFound/,
        );
      });
    }

    it("refuses a sign-up without a name or a handle", async () => {
      const person = newPerson();
      const email = { Name: "email", Value: person.email };
      const end = await typeOf(person, { UserAttributes: [email] });
      assert.match(end, /^InvalidParameterException: /);
    });

    for (const handle of ["ab", "with space", "emoji🎉", "x".repeat(31), "semi;colon", "dash-ed"]) {
      it(`refuses the handle ${handle}`, async () => {
        const end = await typeOf({ ...newPerson(), handle });
        assert.equal(
          end,
          "UserLambdaValidationException: PreSignUp failed with error HANDLE_INVALID.",
        );
      });
    }

    for (const Password of ["short-A1", "no-upper-case-1", "NO-LOWER-CASE-1", "No-digits-here"]) {
      it(`refuses the password ${Password}`, async () => {
        assert.match(await typeOf(newPerson(), { Password }), /^InvalidPasswordException/);
      });
    }

    it("answers what is no request of Cognito as Cognito does", async () => {
      const ask = async (body: string, target?: string): Promise<[number, string]> => {
        const headers = {
          "content-type": "application/x-amz-json-1.1",
          ...(target ? { "x-amz-target": target } : {}),
        };
        const response = await fetch(`${host.client.url}/_cognito/`, {
          method: "POST",
          headers,
          body,
        });
        return [response.status, ((await response.json()) as { __type: string }).__type];
      };
      const SIGN_UP = "AWSCognitoIdentityProviderService.SignUp";
      assert.deepEqual(await ask("{", SIGN_UP), [400, "SerializationException"]);
      assert.deepEqual(await ask("[]", SIGN_UP), [400, "SerializationException"]);
      assert.deepEqual(await ask("{}"), [400, "UnknownOperationException"]);
      assert.deepEqual(await ask("{}", "Other.SignUp"), [400, "UnknownOperationException"]);
    });
  });

  describe("tokens", () => {
    it("takes none that is missing, cut, unsigned, signed by another, or not an access token", async () => {
      const person = await host.client.join();
      const { AccessToken, IdToken } = await host.client.tokensOf(person);
      const [header, claims, signature] = AccessToken.split(".") as [string, string, string];
      const encode = (value: object): string =>
        Buffer.from(JSON.stringify(value)).toString("base64url");
      const decoded = JSON.parse(Buffer.from(claims, "base64url").toString()) as object;
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const foreign = sign("sha256", Buffer.from(`${header}.${claims}`), privateKey).toString(
        "base64url",
      );
      const bad = {
        none: "",
        cut: AccessToken.slice(0, -10),
        "alg none": `${encode({ alg: "none", typ: "JWT" })}.${claims}.`,
        "another's key": `${header}.${claims}.${foreign}`,
        "another sub": `${header}.${encode({ ...decoded, sub: "0" })}.${signature}`,
        "an id token": IdToken,
      };
      for (const [what, token] of Object.entries(bad)) {
        assert.equal((await host.client.post(token, "no")).status, 401, what);
      }
      assert.equal((await host.client.post(AccessToken, "yes")).status, 201);
    });

    it("refuses a refresh after a global sign-out", async () => {
      const person = await host.client.join();
      const { AccessToken, RefreshToken } = await host.client.tokensOf(person);
      succeeded(await host.client.cognito("GlobalSignOut", { AccessToken }));
      const end = await host.client.cognito("InitiateAuth", {
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      });
      assert.equal(!end.ok && end.type, "NotAuthorizedException");
      succeeded(await host.client.signIn(person));
    });

    it("lets somebody choose a new password with a code", async () => {
      const person = await host.client.join();
      succeeded(await host.client.cognito("ForgotPassword", { Username: person.email }));
      const [mail] = await host.client.mails(person.email);
      succeeded(
        await host.client.cognito("ConfirmForgotPassword", {
          Username: person.email,
          ConfirmationCode: mail!.code,
          Password: "Another-horse-2",
        }),
      );
      assert.equal((await host.client.signIn(person)).ok, false);
      await host.client.tokensOf(person, "Another-horse-2");
      assert.equal((await rowsOf(person)).length, 1);
    });
  });

  describe("requests", () => {
    for (const [what, change, status, error] of [
      ["malformed JSON", { body: "{" }, 400, "malformed_json"],
      [
        "another type",
        { headers: { "content-type": "text/plain" } },
        415,
        "unsupported_media_type",
      ],
      [
        "a body of 17 KiB",
        { body: JSON.stringify({ message: "x".repeat(17_000) }) },
        413,
        "body_too_large",
      ],
      ["nothing", { body: "{}" }, 422, "invalid_activity"],
      ["invalid UTF-8", { body: Buffer.from([0x7b, 0xff, 0x7d]) }, 400, "malformed_json"],
    ] as const) {
      it(`answers ${status} to a crud with ${what}`, async () => {
        const demo = { email: DEMO.email, handle: DEMO.handle, name: DEMO.name };
        const { AccessToken } = await host.client.tokensOf(demo, DEMO.password);
        const response = await fetch(`${host.client.url}/api/activities`, {
          method: "POST",
          body: "{}",
          ...change,
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${AccessToken}`,
            ...("headers" in change ? change.headers : {}),
          },
        });
        const body = (await response.json()) as { error: string };
        assert.deepEqual([response.status, body.error], [status, error]);
      });
    }
  });

  describe("ports and records", () => {
    it("takes the next free port when its own is taken", async () => {
      const taken = createServer().listen(0, "127.0.0.1");
      await once(taken, "listening");
      const { port } = taken.address() as { port: number };
      const other = await TestHost.start({ port });
      try {
        assert.ok(other.running.record.port > port);
        assert.notEqual(other.running.record.postgres.port, host.running.record.postgres.port);
        assert.equal(await other.client.status("/api/health"), 200);
      } finally {
        taken.close();
        await other.remove();
      }
    });

    it("leaves a record for other commands while it runs, and none after", async () => {
      const record = await readHost(host.directory);
      assert.deepEqual(record, host.running.record);
      assert.equal(record!.pid, process.pid);
      const other = await TestHost.start();
      await other.stop();
      assert.equal(await readHost(other.directory), undefined);
      await other.remove();
    });

    it("writes neither emails nor names nor passwords nor tokens nor codes to its log", async () => {
      const person = { ...newPerson(), name: "Zebulon Quirk" };
      const { token } = await host.client.join(person);
      await host.client.post(token, "A message of nobody's business");
      const [mail] = await host.client.mails(person.email);
      await until("the log is written", async () =>
        (await readFile(logFile(host.directory), "utf8")).includes("user_registered"),
      );
      const text = await readFile(logFile(host.directory), "utf8");
      for (const secret of [
        person.email,
        person.name,
        person.handle,
        PASSWORD,
        token,
        mail!.code!,
        "nobody's business",
      ]) {
        assert.equal(text.includes(secret), false, secret);
      }
    });
  });

  describe("a restart", () => {
    it("keeps people, cruds and sessions", async () => {
      const person = await host.client.join();
      await host.client.post(person.token, "Before the restart");
      const { RefreshToken } = await host.client.tokensOf(person);
      const before = await host.client.feed();
      await host.stop();
      const steps = await host.start();
      assert.equal(steps.find(({ step }) => step === "Schema")?.detail, "up to date");
      assert.deepEqual(await host.client.feed(), before);
      succeeded(await host.client.signIn(person));
      succeeded(
        await host.client.cognito("InitiateAuth", {
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: RefreshToken },
        }),
      );
      assert.equal((await host.client.me(person.token)).status, 200);
      assert.equal((await rowsOf(person)).length, 1);
    });

    it("repairs a user pool whose file was cut short, and says so in the log", async () => {
      const person = await host.client.join();
      await host.client.join(); // so that the copy beside the file has the first one
      await host.stop();
      const directory = path.join(host.directory, "cognito", "db");
      const [file] = (await readdir(directory)).filter((name) =>
        /^us-east-1_\w+\.json$/.test(name),
      );
      const text = await readFile(path.join(directory, file!), "utf8");
      await writeFile(path.join(directory, file!), text.slice(0, text.length / 2));
      await host.start();
      succeeded(await host.client.signIn(person));
      await until("the log is written", async () =>
        (await readFile(logFile(host.directory), "utf8")).includes("cognito_restored"),
      );
    });

    it("explains a user pool that cannot be read at all, and starts nothing", async () => {
      const other = await TestHost.start();
      await other.stop();
      const directory = path.join(other.directory, "cognito", "db");
      for (const name of await readdir(directory)) await writeFile(path.join(directory, name), "{");
      try {
        await assert.rejects(other.start(), /is damaged[^]*copy kept beside it/);
        const { pid } = await embeddedStatus({ stateDirectory: other.directory });
        assert.equal(pid, undefined);
      } finally {
        await other.remove();
      }
    });
  });
});
