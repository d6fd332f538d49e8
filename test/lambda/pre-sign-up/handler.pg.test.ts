import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";
import pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";
import { ADA, MALLORY, preSignUp } from "../events.ts";
import { openFunction, type Invoke, type Outcome } from "../invocation.ts";

const codeOf = ({ error }: Outcome) => (error as Error | undefined)?.message;

describe("pre-sign-up", () => {
  let database: ConnectionParameters;
  let invoke: Invoke;
  beforeEach(async () => {
    database = await freshDatabase();
    invoke = await openFunction("pre-sign-up", database);
  });
  afterEach(() => dropDatabase(database));

  const query = (text: string) =>
    withClient(database, "test", async (client) => (await client.query(text)).rows);

  it("reserves the handle for a day and gives the event back as it was", async () => {
    const event = preSignUp(ADA, { preferred_username: " ADA_Private " });
    const { result, lines } = await invoke(event);
    assert.deepEqual(result, event);
    assert.deepEqual(
      await query(
        "select handle, user_name, email, display_name, user_uuid, round(extract(epoch from expires_at - now()) / 3600)::int as hours from handle_reservations",
      ),
      [
        {
          handle: ADA.handle,
          user_name: ADA.sub,
          email: ADA.email,
          display_name: ADA.name,
          user_uuid: null,
          hours: 24,
        },
      ],
    );
    assert.deepEqual(lines, [{ level: "info", event: "handle_reserved", requestId: "request-1" }]);
  });

  it("answers the second and third try of one sign-up as the first", async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      assert.equal((await invoke(preSignUp(ADA))).error, undefined);
    }
    assert.equal((await query("select from handle_reservations")).length, 1);
  });

  it("refuses a handle that somebody else has reserved, in any case", async () => {
    await invoke(preSignUp(ADA));
    const other = await invoke(
      preSignUp(MALLORY, { preferred_username: ADA.handle.toUpperCase() }),
    );
    assert.equal(codeOf(other), "HANDLE_TAKEN");
    assert.deepEqual(await query("select user_name from handle_reservations"), [
      { user_name: ADA.sub },
    ]);
  });

  for (const handle of ["", "ab", "ada lovelace", "a".repeat(31), "'; drop table users; --"]) {
    it(`refuses ${JSON.stringify(handle)} as a handle`, async () => {
      assert.equal(
        codeOf(await invoke(preSignUp(ADA, { preferred_username: handle }))),
        "HANDLE_INVALID",
      );
    });
  }

  for (const name of ["", "   ", "\u00a0\t", "x".repeat(101), "a\0b", "a\u0007b"]) {
    it(`refuses ${JSON.stringify(name).slice(0, 20)} as a name`, async () => {
      assert.equal(codeOf(await invoke(preSignUp(ADA, { name }))), "NAME_INVALID");
    });
  }

  for (const missing of ["name", "preferred_username", "email"]) {
    it(`refuses a sign-up without ${missing}`, async () => {
      const event = preSignUp(ADA);
      delete event.request.userAttributes[missing];
      const expected = {
        name: "NAME_INVALID",
        preferred_username: "HANDLE_INVALID",
        email: "TRY_LATER",
      };
      assert.equal(codeOf(await invoke(event)), expected[missing as keyof typeof expected]);
      assert.deepEqual(await query("select from handle_reservations"), []);
    });
  }

  it("refuses an email that a user's row could not hold", async () => {
    const email = `${"x".repeat(250)}@example.com`;
    assert.equal(codeOf(await invoke(preSignUp(ADA, { email }))), "TRY_LATER");
  });

  for (const source of ["PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"]) {
    it(`lets ${source} through without a look at the database`, async () => {
      const away = await openFunction("pre-sign-up", database, { port: 1 });
      const event = { ...preSignUp(ADA), triggerSource: source };
      assert.deepEqual(await away(event), { result: event, lines: [], output: "" });
    });
  }

  it("says TRY_LATER while no server answers", async () => {
    const away = await openFunction("pre-sign-up", database, { port: 1 });
    const outcome = await away(preSignUp(ADA));
    assert.equal(codeOf(outcome), "TRY_LATER");
    assert.deepEqual(
      outcome.lines.map(({ level, event, code, errorCode }) => ({ level, event, code, errorCode })),
      [{ level: "error", event: "sign_up_refused", code: "TRY_LATER", errorCode: "ECONNREFUSED" }],
    );
  });

  for (const [what, address, errorCode] of [
    ["the login is refused", { password: "wrong" }, "28P01"],
    ["the database is not there", { database: "nowhere" }, "3D000"],
  ] as const) {
    it(`says TRY_LATER while ${what}`, async () => {
      const away = await openFunction("pre-sign-up", database, address);
      const outcome = await away(preSignUp(ADA));
      assert.equal(codeOf(outcome), "TRY_LATER");
      assert.equal(outcome.lines[0]!["errorCode"], errorCode);
    });
  }

  it("says TRY_LATER, after one attempt to connect, when a server takes the connection and says nothing", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on("error", () => {})));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const away = await openFunction("pre-sign-up", database, { host: "127.0.0.1", port });
    assert.equal(codeOf(await away(preSignUp(ADA))), "TRY_LATER");
    assert.equal(sockets.length, 1);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it("says TRY_LATER by itself, before Lambda ends it, when the time that is left is too short", async () => {
    await withLock("lock table handle_reservations in access exclusive mode", async () => {
      const outcome = await invoke(preSignUp(ADA), 700);
      assert.equal(codeOf(outcome), "TRY_LATER");
      assert.equal(outcome.lines[0]!["errorName"], "OutOfTimeError");
    });
    assert.equal(codeOf(await invoke(preSignUp(ADA), 200)), "TRY_LATER");
  });

  it("says TRY_LATER when another session keeps the table or the row, and works again afterwards", async () => {
    await invoke(preSignUp(ADA));
    for (const lock of [
      "lock table handle_reservations in access exclusive mode",
      "select from handle_reservations for update",
    ]) {
      await withLock(lock, async () => {
        const outcome = await invoke(preSignUp(ADA));
        assert.equal(codeOf(outcome), "TRY_LATER");
        assert.equal(outcome.lines[0]!["errorCode"], "55P03");
      });
    }
    assert.equal((await invoke(preSignUp(ADA))).error, undefined);
  });

  it("comes back by itself when the server has closed its connection between two invocations", async () => {
    await invoke(preSignUp(ADA));
    await query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cruddur/pre-sign-up'",
    );
    assert.equal((await invoke(preSignUp(MALLORY))).error, undefined);
  });

  it("names its sessions after itself and is cruddur_sign_up", async () => {
    await invoke(preSignUp(ADA));
    assert.deepEqual(
      await query(
        "select distinct usename from pg_stat_activity where application_name = 'cruddur/pre-sign-up' and datname = current_database()",
      ),
      [{ usename: "cruddur_sign_up" }],
    );
  });

  it("writes nothing personal to its log, whatever happens", async () => {
    const away = await openFunction("pre-sign-up", database, { port: 1 });
    const broken = await openFunction("pre-sign-up", database);
    const outcomes = [
      await invoke(preSignUp(ADA)),
      await invoke(preSignUp(MALLORY, { preferred_username: ADA.handle })),
      await invoke(preSignUp(ADA, { name: "" })),
      await away(preSignUp(ADA)),
    ];
    await query("drop table handle_reservations cascade");
    outcomes.push(await broken(preSignUp(ADA)));
    assert.equal(outcomes.length, 5);
    for (const { output, lines } of outcomes) {
      assert.equal(lines.length, 1);
      assert.doesNotMatch(output, /private|example\.com|lovelace|insert|select/i);
    }
  });

  async function withLock(statement: string, work: () => Promise<void>): Promise<void> {
    const client = new pg.Client({ ...database, ssl: false });
    await client.connect();
    await client.query(`begin; ${statement}`);
    try {
      await work();
    } finally {
      await client.end();
    }
  }
});
