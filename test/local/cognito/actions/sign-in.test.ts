import assert from "node:assert/strict";
import { claimsOf, LocalPool, password, refusal, refused } from "../local-pool.ts";

const wrong = refused("NotAuthorizedException", "Incorrect username or password.");

describe("InitiateAuth", () => {
  let pool: LocalPool;
  let sub: string;
  before(async () => {
    pool = await LocalPool.open();
    sub = await pool.addUser("ada@example.com");
  });
  after(() => pool.close());

  it("gives three tokens, their kind and their life", async () => {
    const { status, body } = await pool.signIn("ada@example.com");
    assert.equal(status, 200);
    const { AccessToken, IdToken, RefreshToken, ...rest } = body.AuthenticationResult;
    assert.deepEqual(rest, { ExpiresIn: 3600, TokenType: "Bearer" });
    assert.ok(AccessToken && IdToken && RefreshToken);
  });

  it("says in the ID token who it is, in both tokens which sign-in", async () => {
    const { IdToken, AccessToken } = await pool.tokensOf("ada@example.com");
    const id = claimsOf(IdToken);
    assert.equal(id["sub"], sub);
    assert.equal(id["cognito:username"], sub);
    assert.equal(id["email"], "ada@example.com");
    assert.equal(id["email_verified"], true);
    assert.equal(id["name"], "Ada Lovelace");
    assert.equal(id["preferred_username"], "ada");
    assert.equal(id["aud"], pool.cognito.clientId);
    const access = claimsOf(AccessToken);
    assert.equal(access["client_id"], pool.cognito.clientId);
    assert.equal(access["username"], sub);
    assert.equal(access["scope"], "aws.cognito.signin.user.admin");
    assert.equal(access["email"], undefined);
    assert.equal(access["origin_jti"], id["origin_jti"]);
    assert.notEqual(access["jti"], id["jti"]);
    assert.equal(Number(access["exp"]) - Number(access["iat"]), 3600);
  });

  it("does not mind the case of the address", async () => {
    assert.equal((await pool.signIn("ADA@example.COM")).status, 200);
  });

  it("answers a wrong password and an unknown user alike", async () => {
    assert.deepEqual(refusal(await pool.signIn("ada@example.com", "Wrong-horse-12")), wrong);
    assert.deepEqual(refusal(await pool.signIn("nobody@example.com")), wrong);
    assert.deepEqual(refusal(await pool.signIn("__proto__")), wrong);
    assert.deepEqual(refusal(await pool.signIn("constructor")), wrong);
  });

  it("refuses somebody unconfirmed, but only with the right password", async () => {
    await pool.signUp("new@example.com");
    assert.deepEqual(
      refusal(await pool.signIn("new@example.com")),
      refused("UserNotConfirmedException", "User is not confirmed."),
    );
    assert.deepEqual(refusal(await pool.signIn("new@example.com", "Wrong-horse-12")), wrong);
  });

  it("refuses somebody disabled", async () => {
    await pool.addUser("off@example.com");
    await pool.call("AdminDisableUser", { Username: "off@example.com" });
    assert.deepEqual(
      refusal(await pool.signIn("off@example.com")),
      refused("NotAuthorizedException", "User is disabled."),
    );
  });

  it("says plainly that it has no SRP", async () => {
    const answer = await pool.call("InitiateAuth", {
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: "ada@example.com", SRP_A: "1" },
    });
    assert.equal(answer.body.__type, "InvalidParameterException");
    assert.match(answer.body.message, /does not do USER_SRP_AUTH/);
  });

  it("refuses a flow the client does not have, and a parameter that is missing", async () => {
    const flow = await pool.call("InitiateAuth", { AuthFlow: "CUSTOM_AUTH" });
    assert.match(flow.body.message, /CUSTOM_AUTH flow not enabled/);
    const bare = await pool.call("InitiateAuth", { AuthFlow: "USER_PASSWORD_AUTH" });
    assert.deepEqual(
      refusal(bare),
      refused("InvalidParameterException", "Missing required parameter USERNAME"),
    );
  });

  it("keeps every one of many sign-ins at once", async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => pool.tokensOf("ada@example.com")));
    const refreshed = await Promise.all(all.map((tokens) => pool.refresh(tokens["RefreshToken"])));
    assert.deepEqual(
      refreshed.map(({ status }) => status),
      [200, 200, 200, 200],
    );
  });

  it("keeps what PostAuthentication's function changed in the meantime", async () => {
    await pool.addUser("busy@example.com");
    pool.trigger = async (name, event) => {
      if (name === "PostAuthentication") {
        await pool.call("AdminUpdateUserAttributes", {
          Username: event.userName,
          UserAttributes: [{ Name: "name", Value: "Renamed" }],
        });
      }
      return { ok: true, payload: event };
    };
    const tokens = await pool.tokensOf("busy@example.com");
    const { body } = await pool.call("GetUser", { AccessToken: tokens["AccessToken"] });
    const name = body.UserAttributes.find(({ Name }) => Name === "name");
    assert.equal(name?.Value, "Renamed");
  });
});

describe("InitiateAuth with a refresh token", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
    await pool.addUser("ada@example.com");
  });
  after(() => pool.close());

  it("gives new access and ID tokens of the same sign-in, and no refresh token", async () => {
    const first = await pool.tokensOf("ada@example.com");
    pool.now += 60_000;
    const { body } = await pool.refresh(first["RefreshToken"]);
    const second = body.AuthenticationResult as Record<string, string>;
    assert.deepEqual(Object.keys(second).sort(), [
      "AccessToken",
      "ExpiresIn",
      "IdToken",
      "TokenType",
    ]);
    const [before, after] = [claimsOf(first["AccessToken"]), claimsOf(second["AccessToken"])];
    assert.equal(after["origin_jti"], before["origin_jti"]);
    assert.equal(after["auth_time"], before["auth_time"]);
    assert.equal(Number(after["iat"]) - Number(before["iat"]), 60);
  });

  it("calls no PostAuthentication", async () => {
    const { RefreshToken } = await pool.tokensOf("ada@example.com");
    const before = pool.eventsOf("PostAuthentication").length;
    await pool.refresh(RefreshToken);
    assert.equal(pool.eventsOf("PostAuthentication").length, before);
  });

  it("tells the ID token what has changed since", async () => {
    const { RefreshToken } = await pool.tokensOf("ada@example.com");
    await pool.call("AdminUpdateUserAttributes", {
      Username: "ada@example.com",
      UserAttributes: [{ Name: "name", Value: "Augusta" }],
    });
    const { body } = await pool.refresh(RefreshToken);
    assert.equal(claimsOf(body.AuthenticationResult.IdToken)["name"], "Augusta");
  });

  it("lasts 30 days and no longer", async () => {
    const { RefreshToken } = await pool.tokensOf("ada@example.com");
    pool.now += 30 * 86_400_000 - 2000;
    assert.equal((await pool.refresh(RefreshToken)).status, 200);
    pool.now += 2000;
    assert.deepEqual(
      refusal(await pool.refresh(RefreshToken)),
      refused("NotAuthorizedException", "Refresh Token has expired"),
    );
  });

  it("refuses what is no refresh token of the pool", async () => {
    const { AccessToken } = await pool.tokensOf("ada@example.com");
    for (const token of ["rubbish", AccessToken]) {
      assert.deepEqual(
        refusal(await pool.refresh(token)),
        refused("NotAuthorizedException", "Invalid Refresh Token"),
      );
    }
  });

  it("ends when the user is deleted", async () => {
    await pool.addUser("gone@example.com");
    const { RefreshToken } = await pool.tokensOf("gone@example.com");
    await pool.call("AdminDeleteUser", { Username: "gone@example.com" });
    assert.deepEqual(
      refusal(await pool.refresh(RefreshToken)),
      refused("NotAuthorizedException", "Refresh Token has been revoked"),
    );
    assert.equal((await pool.signIn("gone@example.com", password)).status, 400);
  });
});
