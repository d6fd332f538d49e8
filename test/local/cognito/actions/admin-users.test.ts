import assert from "node:assert/strict";
import { unmetRules } from "#lib/domain/password";
import { recordFrom } from "#local/cognito/attributes";
import { LocalPool, refusal, refused } from "../local-pool.ts";

describe("AdminCreateUser", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
  });
  after(() => pool.close());

  const create = (Username: string, more: object = {}) =>
    pool.call("AdminCreateUser", { Username, ...more });

  it("asks for no required attribute, calls PreSignUp, and never PostConfirmation", async () => {
    const { status, body } = await create("bare@example.com");
    assert.equal(status, 200);
    assert.equal(body.User.UserStatus, "FORCE_CHANGE_PASSWORD");
    assert.ok(!("Password" in body.User));
    const event = pool.eventsOf("PreSignUp").at(-1);
    assert.equal(event?.triggerSource, "PreSignUp_AdminCreateUser");
    assert.equal(event.userName, body.User.Username);
    assert.deepEqual(event.request.userAttributes, { email: "bare@example.com" });
    assert.deepEqual(pool.eventsOf("PostConfirmation"), []);
  });

  it("mails a temporary password that meets the policy", async () => {
    await create("mail@example.com");
    const mail = pool.mails.at(-1);
    assert.equal(mail?.kind, "AdminCreateUser");
    assert.deepEqual(unmetRules(mail.code), []);
    const { body } = await pool.signIn("mail@example.com", mail.code);
    assert.equal(body.ChallengeName, "NEW_PASSWORD_REQUIRED");
  });

  it("sends nothing when the message is suppressed, and another password when it is sent again", async () => {
    const sent = pool.mails.length;
    await create("quiet@example.com", { MessageAction: "SUPPRESS" });
    assert.equal(pool.mails.length, sent);
    await create("quiet@example.com", { MessageAction: "RESEND" });
    const again = await pool.signIn("quiet@example.com", pool.codeFor("quiet@example.com"));
    assert.equal(again.body.ChallengeName, "NEW_PASSWORD_REQUIRED");
  });

  it("creates nobody when PreSignUp refuses", async () => {
    pool.trigger = () =>
      Promise.resolve({
        ok: false,
        kind: "function-error",
        errorType: "Error",
        errorMessage: "NO",
      });
    const answer = await create("refused@example.com");
    pool.trigger = (_name, event) => Promise.resolve({ ok: true, payload: event });
    assert.match(answer.body.message, /PreSignUp failed with error NO\./);
    const found = await pool.call("AdminGetUser", { Username: "refused@example.com" });
    assert.equal(found.body.__type, "UserNotFoundException");
  });

  it("lets exactly one of two at once have an address", async () => {
    const answers = await Promise.all([create("two@example.com"), create("TWO@example.com")]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  });
});

describe("adminUserActions", () => {
  let pool: LocalPool;
  let sub: string;
  before(async () => {
    pool = await LocalPool.open();
    sub = await pool.addUser("ada@example.com");
  });
  after(() => pool.close());

  const get = async (Username: string) => (await pool.call("AdminGetUser", { Username })).body;

  it("finds a user by address in any case, and by sub", async () => {
    for (const name of ["ada@example.com", "ADA@example.com", sub]) {
      assert.equal((await get(name))["Username"], sub);
    }
  });

  it("gives times as seconds since 1970", async () => {
    const created = (await get(sub))["UserCreateDate"] as number;
    assert.ok(Math.abs(created - pool.now / 1000) < 1);
  });

  for (const action of [
    "AdminGetUser",
    "AdminConfirmSignUp",
    "AdminDeleteUser",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminSetUserPassword",
    "AdminUpdateUserAttributes",
    "AdminUserGlobalSignOut",
  ]) {
    it(`${action} says when there is no such user`, async () => {
      assert.deepEqual(
        refusal(await pool.call(action, { Username: "nobody@example.com" })),
        refused("UserNotFoundException", "User does not exist."),
      );
    });
  }

  it("says when there is no such pool", async () => {
    const answer = await pool.call("AdminGetUser", { Username: sub, UserPoolId: "us-east-1_x" });
    assert.deepEqual(
      refusal(answer),
      refused("ResourceNotFoundException", "User pool us-east-1_x does not exist."),
    );
  });

  it("AdminConfirmSignUp calls PostConfirmation, and does not verify the address", async () => {
    await pool.signUp("new@example.com");
    await pool.call("AdminConfirmSignUp", { Username: "new@example.com" });
    const user = await get("new@example.com");
    assert.equal(user["UserStatus"], "CONFIRMED");
    assert.equal(recordFrom(user["UserAttributes"])["email_verified"], "false");
    const event = pool.eventsOf("PostConfirmation").at(-1);
    assert.equal(event?.userName, user["Username"]);
    assert.equal(event?.callerContext["clientId"], "CLIENT_ID_NOT_APPLICABLE");
    assert.deepEqual(
      refusal(await pool.call("AdminConfirmSignUp", { Username: "new@example.com" })),
      refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
    );
  });

  it("AdminSetUserPassword holds to the policy, and sets it for good when it is permanent", async () => {
    const set = (Password: string) =>
      pool.call("AdminSetUserPassword", { Username: "ada@example.com", Password, Permanent: true });
    assert.equal((await set("short")).body.__type, "InvalidPasswordException");
    await set("Another-horse-2");
    assert.equal((await pool.signIn("ada@example.com", "Another-horse-2")).status, 200);
  });

  it("AdminUpdateUserAttributes sets email_verified alone", async () => {
    const answer = await pool.call("AdminUpdateUserAttributes", {
      Username: sub,
      UserAttributes: [{ Name: "email_verified", Value: "false" }],
    });
    assert.equal(answer.status, 200);
    assert.equal(recordFrom((await get(sub))["UserAttributes"])["email_verified"], "false");
  });

  it("AdminDisableUser ends every sign-in, AdminEnableUser lets the user sign in again", async () => {
    await pool.addUser("off@example.com");
    const { RefreshToken } = await pool.tokensOf("off@example.com");
    await pool.call("AdminDisableUser", { Username: "off@example.com" });
    assert.equal((await pool.refresh(RefreshToken)).status, 400);
    await pool.call("AdminEnableUser", { Username: "off@example.com" });
    assert.equal((await pool.refresh(RefreshToken)).status, 400);
    assert.equal((await pool.signIn("off@example.com")).status, 200);
  });

  it("AdminDeleteUser removes the user", async () => {
    await pool.addUser("gone@example.com");
    await pool.call("AdminDeleteUser", { Username: "GONE@example.com" });
    assert.equal((await get("gone@example.com")).__type, "UserNotFoundException");
  });

  it("puts a user into a group, and the group into the tokens", async () => {
    const UserPoolId = pool.cognito.userPoolId;
    await pool.addUser("group@example.com");
    await pool.call("CreateGroup", { UserPoolId, GroupName: "editors" });
    const answer = await pool.call("AdminAddUserToGroup", {
      Username: "GROUP@example.com",
      GroupName: "editors",
    });
    assert.equal(answer.status, 200);
    const { AccessToken = "" } = await pool.tokensOf("group@example.com");
    assert.match(Buffer.from(AccessToken.split(".")[1] ?? "", "base64url").toString(), /editors/);
  });
});
