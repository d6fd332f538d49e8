import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";
import { ADA, MALLORY, postConfirmation, preSignUp } from "../events.ts";
import { openFunction, type Invoke } from "../invocation.ts";

describe("post-confirmation", () => {
  let database: ConnectionParameters;
  let invoke: Invoke;
  beforeEach(async () => {
    database = await freshDatabase();
    invoke = await openFunction("post-confirmation", database);
  });
  afterEach(() => dropDatabase(database));

  const query = (text: string) =>
    withClient(database, "test", async (client) => (await client.query(text)).rows);
  const users = () => query("select handle, email, display_name, cognito_user_id from users");

  it("writes the user once, however often it is called, and gives the event back", async () => {
    await (
      await openFunction("pre-sign-up", database)
    )(preSignUp(ADA));
    const event = postConfirmation(ADA);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { result, lines } = await invoke(event);
      assert.deepEqual(result, event);
      assert.deepEqual(lines, [
        {
          level: "info",
          event: "user_registered",
          requestId: "request-1",
          sub: ADA.sub,
          handleKept: true,
        },
      ]);
    }
    assert.deepEqual(await users(), [
      { handle: ADA.handle, email: ADA.email, display_name: ADA.name, cognito_user_id: ADA.sub },
    ]);
  });

  it("writes one row when Cognito's three tries run at once", async () => {
    const three = await Promise.all(
      [1, 2, 3].map(() => openFunction("post-confirmation", database)),
    );
    await Promise.all(three.map((environment) => environment(postConfirmation(ADA))));
    assert.equal((await users()).length, 1);
  });

  it("does nothing after a password reset", async () => {
    const event = postConfirmation(ADA, "PostConfirmation_ConfirmForgotPassword");
    assert.deepEqual(await invoke(event), { result: event, lines: [], output: "" });
    assert.deepEqual(await users(), []);
  });

  it("says that the handle was not kept when somebody else has it", async () => {
    await query(
      `insert into users (display_name, email, handle, cognito_user_id) values ('X', 'x@y.z', '${ADA.handle}', 'MOCK')`,
    );
    const { lines } = await invoke(postConfirmation(ADA));
    assert.equal(lines[0]!["handleKept"], false);
  });

  it("gives a user without a name and a handle those that the email suggests", async () => {
    const event = postConfirmation(ADA);
    delete event.request.userAttributes["name"];
    delete event.request.userAttributes["preferred_username"];
    await invoke(event);
    assert.deepEqual(await users(), [
      {
        handle: "ada_private",
        email: ADA.email,
        display_name: "ada_private",
        cognito_user_id: ADA.sub,
      },
    ]);
  });

  for (const missing of ["sub", "email"]) {
    it(`logs profile_pending and gives the event back when it has no ${missing}`, async () => {
      const event = postConfirmation(ADA);
      delete event.request.userAttributes[missing];
      const { result, lines } = await invoke(event);
      assert.deepEqual(result, event);
      assert.equal(lines[0]!["event"], "profile_pending");
    });
  }

  for (const [what, address, remainingMs] of [
    ["no server answers", { port: 1 }, 5_000],
    ["the login is refused", { password: "wrong" }, 5_000],
    ["no time is left", {}, 100],
  ] as const) {
    it(`logs profile_pending and gives the event back when ${what}`, async () => {
      const away = await openFunction("post-confirmation", database, address);
      const event = postConfirmation(ADA);
      const { result, lines } = await away(event, remainingMs);
      assert.deepEqual(result, event);
      assert.deepEqual(
        lines.map(({ level, event: name, sub, requestId }) => ({ level, name, sub, requestId })),
        [{ level: "error", name: "profile_pending", sub: ADA.sub, requestId: "request-1" }],
      );
    });
  }

  it("gives up and logs profile_pending when another session keeps the table", async () => {
    await withClient(database, "test", async (client) => {
      await client.query("begin; lock table users in access exclusive mode");
      const { lines } = await invoke(postConfirmation(ADA));
      assert.deepEqual(
        lines.map(({ event, errorCode }) => ({ event, errorCode })),
        [{ event: "profile_pending", errorCode: "55P03" }],
      );
    });
    assert.equal((await invoke(postConfirmation(ADA))).lines[0]!["event"], "user_registered");
  });

  it("writes nothing personal to its log, whatever happens", async () => {
    const away = await openFunction("post-confirmation", database, { port: 1 });
    const outcomes = [await invoke(postConfirmation(ADA)), await away(postConfirmation(ADA))];
    outcomes.push(await invoke(postConfirmation({ ...MALLORY, email: "x".repeat(300) })));
    await query("drop table activities, handle_reservations, users cascade");
    outcomes.push(await invoke(postConfirmation(MALLORY)));
    assert.deepEqual(
      outcomes.map(({ lines }) => lines.map(({ event }) => event)),
      [["user_registered"], ["profile_pending"], ["profile_pending"], ["profile_pending"]],
    );
    for (const { output } of outcomes) {
      assert.doesNotMatch(output, /private|example\.com|lovelace|xxx|insert|select/i);
    }
  });
});
