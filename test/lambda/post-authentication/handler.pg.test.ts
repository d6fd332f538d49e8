import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";
import { ADA, postAuthentication } from "../events.ts";
import { openFunction, type Invoke } from "../invocation.ts";

describe("post-authentication", () => {
  let database: ConnectionParameters;
  let invoke: Invoke;
  beforeEach(async () => {
    database = await freshDatabase();
    invoke = await openFunction("post-authentication", database);
  });
  afterEach(() => dropDatabase(database));

  const users = () =>
    withClient(
      database,
      "test",
      async (client) => (await client.query("select xmin::text, * from users")).rows,
    );

  it("writes the row that the confirmation could not, and says so", async () => {
    const event = postAuthentication(ADA);
    const { result, lines } = await invoke(event);
    assert.deepEqual(result, event);
    assert.deepEqual(lines, [
      { level: "info", event: "user_registered", requestId: "request-1", sub: ADA.sub },
    ]);
    assert.equal((await users())[0].handle, ADA.handle);
  });

  it("touches nothing and logs nothing for a user who has a row", async () => {
    await invoke(postAuthentication(ADA));
    const before = await users();
    assert.deepEqual((await invoke(postAuthentication(ADA))).lines, []);
    assert.deepEqual(await users(), before);
  });

  it("writes a user that an administrator created, who has an email alone", async () => {
    const event = postAuthentication({ ...ADA, email: "a.b+c@example.com" });
    event.request.userAttributes = {
      sub: ADA.sub,
      email: "a.b+c@example.com",
      email_verified: "true",
    };
    await invoke(event);
    assert.equal((await users())[0].handle, "a_b_c");
  });

  it("keeps nobody from signing in while the database is away", async () => {
    const away = await openFunction("post-authentication", database, { port: 1 });
    const event = postAuthentication(ADA);
    const { result, lines, output } = await away(event);
    assert.deepEqual(result, event);
    assert.equal(lines[0]!["event"], "profile_pending");
    assert.doesNotMatch(output, /private|example\.com|lovelace/i);
  });

  it("keeps nobody from signing in when the event has no sub", async () => {
    const event = postAuthentication(ADA);
    delete event.request.userAttributes["sub"];
    const { result, lines } = await invoke(event);
    assert.deepEqual(result, event);
    assert.equal(lines[0]!["event"], "profile_pending");
  });
});
