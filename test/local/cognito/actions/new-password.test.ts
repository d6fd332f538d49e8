import assert from "node:assert/strict";
import { LocalPool, password, refusal, refused } from "../local-pool.ts";

const temporary = "Temporary-horse-1";

describe("RespondToAuthChallenge", () => {
  let pool: LocalPool;
  beforeEach(async () => {
    pool = await LocalPool.open();
    await pool.call("AdminCreateUser", {
      Username: "ada@example.com",
      TemporaryPassword: temporary,
      UserAttributes: [
        { Name: "email", Value: "ada@example.com" },
        { Name: "name", Value: "Ada" },
      ],
    });
  });
  afterEach(() => pool.close());

  const respond = (Session: string | undefined, more: object = {}) =>
    pool.call("RespondToAuthChallenge", {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session,
      ChallengeResponses: {
        USERNAME: "ada@example.com",
        NEW_PASSWORD: password,
        "userAttributes.preferred_username": "ada",
        ...more,
      },
    });
  const session = async (): Promise<string> =>
    (await pool.signIn("ada@example.com", temporary)).body.Session;

  it("is posed to the right temporary password only, and names what is missing", async () => {
    const { body } = await pool.signIn("ada@example.com", temporary);
    assert.equal(body.ChallengeName, "NEW_PASSWORD_REQUIRED");
    assert.equal(
      body.ChallengeParameters.requiredAttributes,
      '["userAttributes.preferred_username"]',
    );
    assert.equal(body.AuthenticationResult, undefined);
    assert.deepEqual(
      refusal(await pool.signIn("ada@example.com", "Wrong-horse-12")),
      refused("NotAuthorizedException", "Incorrect username or password."),
    );
  });

  it("signs in with the new password, after PostAuthentication", async () => {
    const { status, body } = await respond(await session());
    assert.equal(status, 200);
    assert.equal(body.AuthenticationResult.TokenType, "Bearer");
    assert.equal((await pool.refresh(body.AuthenticationResult.RefreshToken)).status, 200);
    assert.equal(pool.eventsOf("PostAuthentication").length, 1);
    assert.equal((await pool.signIn("ada@example.com")).status, 200);
    const user = await pool.call("AdminGetUser", { Username: "ada@example.com" });
    assert.equal(user.body.UserStatus, "CONFIRMED");
  });

  it("refuses a session that nobody was given, that was used, or that is another's", async () => {
    const invalid = refused(
      "NotAuthorizedException",
      "Invalid session for the user, session can only be used once.",
    );
    assert.deepEqual(refusal(await respond("made-up")), invalid);
    const given = await session();
    await respond(given);
    assert.deepEqual(refusal(await respond(given)), invalid);
    await pool.addUser("bob@example.com");
    await pool.call("AdminSetUserPassword", { Username: "ada@example.com", Password: temporary });
    const ofAda = await session();
    assert.deepEqual(refusal(await respond(ofAda, { USERNAME: "bob@example.com" })), invalid);
    assert.equal((await pool.signIn("bob@example.com")).status, 200);
  });

  it("refuses a session after three minutes", async () => {
    const given = await session();
    pool.now += 3 * 60_000;
    assert.match((await respond(given)).body.message, /session is expired/);
  });

  it("refuses a password below the policy, and a required attribute left out", async () => {
    const given = await session();
    const weak = await respond(given, { NEW_PASSWORD: "short" });
    assert.equal(weak.body.__type, "InvalidPasswordException");
    const bare = await respond(given, { "userAttributes.preferred_username": undefined });
    assert.match(bare.body.message, /preferred_username is missing/);
  });

  it("is not posed once the temporary password is a week old", async () => {
    pool.now += 7 * 86_400_000 + 1;
    assert.match(
      (await pool.signIn("ada@example.com", temporary)).body.message,
      /Temporary password has expired/,
    );
  });
});
