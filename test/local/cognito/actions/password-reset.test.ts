import assert from "node:assert/strict";
import { wrongCodesAllowed } from "#local/cognito/codes";
import { LocalPool, password, refusal, refused, wrongCode } from "../local-pool.ts";

const next = "Another-horse-2";

describe("ForgotPassword", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
    await pool.addUser("ada@example.com");
  });
  after(() => pool.close());

  const forgot = (email: string) => pool.call("ForgotPassword", { Username: email });

  it("sends a code and masks where it went", async () => {
    const { body } = await forgot("ADA@example.com");
    assert.equal(body.CodeDeliveryDetails.Destination, "a***@e***");
    assert.equal(pool.mails.at(-1)?.kind, "ForgotPassword");
    assert.equal(pool.mails.at(-1)?.to, "ada@example.com");
  });

  it("pretends, and sends nothing, when there is no such user", async () => {
    const sent = pool.mails.length;
    const { status, body } = await forgot("nobody@example.com");
    assert.equal(status, 200);
    assert.equal(body.CodeDeliveryDetails.Destination, "n***@e***");
    assert.equal(pool.mails.length, sent);
  });

  it("refuses when the address was never confirmed", async () => {
    await pool.signUp("new@example.com");
    assert.deepEqual(
      refusal(await forgot("new@example.com")),
      refused(
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
      ),
    );
  });

  it("refuses when the user still has a temporary password", async () => {
    await pool.call("AdminCreateUser", { Username: "temp@example.com" });
    assert.deepEqual(
      refusal(await forgot("temp@example.com")),
      refused("NotAuthorizedException", "User password cannot be reset in the current state."),
    );
  });
});

describe("ConfirmForgotPassword", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
  });
  after(() => pool.close());

  const forget = async (email: string): Promise<void> => {
    await pool.addUser(email);
    await pool.call("ForgotPassword", { Username: email });
  };
  const confirm = (email: string, code = pool.codeFor(email), Password = next) =>
    pool.call("ConfirmForgotPassword", { Username: email, ConfirmationCode: code, Password });

  it("sets the new password, and the old one is worth nothing", async () => {
    await forget("ada@example.com");
    assert.deepEqual((await confirm("ada@example.com")).body, {});
    assert.equal((await pool.signIn("ada@example.com", next)).status, 200);
    assert.equal((await pool.signIn("ada@example.com", password)).status, 400);
  });

  it("calls PostConfirmation with the source of a reset", async () => {
    await forget("hook@example.com");
    await confirm("hook@example.com");
    const event = pool.eventsOf("PostConfirmation").at(-1);
    assert.equal(event?.triggerSource, "PostConfirmation_ConfirmForgotPassword");
    assert.equal(event.request.userAttributes["email"], "hook@example.com");
    assert.equal(event.request.userAttributes["cognito:user_status"], "CONFIRMED");
  });

  it("holds the new password to the policy, and leaves the code good", async () => {
    await forget("weak@example.com");
    const answer = await confirm("weak@example.com", undefined, "short");
    assert.equal(answer.body.__type, "InvalidPasswordException");
    assert.equal((await confirm("weak@example.com")).status, 200);
  });

  it("takes a code once", async () => {
    await forget("once@example.com");
    await confirm("once@example.com");
    assert.equal((await confirm("once@example.com")).body.__type, "ExpiredCodeException");
  });

  it("takes a code for an hour and no longer", async () => {
    await forget("slow@example.com");
    pool.now += 3_600_000;
    assert.deepEqual(
      refusal(await confirm("slow@example.com")),
      refused("ExpiredCodeException", "Invalid code provided, please request a code again."),
    );
  });

  it("takes no code of a sign-up", async () => {
    await pool.signUp("other@example.com");
    const answer = await confirm("other@example.com");
    assert.equal(answer.body.__type, "ExpiredCodeException");
    const { body } = await pool.call("AdminGetUser", { Username: "other@example.com" });
    assert.equal(body.UserStatus, "UNCONFIRMED");
  });

  it("takes no code after too many wrong ones", async () => {
    await forget("guess@example.com");
    const wrong = wrongCode(pool.codeFor("guess@example.com"));
    for (let tries = 0; tries < wrongCodesAllowed; tries++) {
      const answer = await confirm("guess@example.com", wrong);
      assert.equal(answer.body.__type, "CodeMismatchException");
    }
    assert.equal((await confirm("guess@example.com")).body.__type, "LimitExceededException");
  });

  it("answers for nobody as for a wrong code", async () => {
    assert.deepEqual(
      refusal(await confirm("nobody@example.com", "123456")),
      refused("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
  });
});

describe("ChangePassword", () => {
  let pool: LocalPool;
  let AccessToken: string | undefined;
  before(async () => {
    pool = await LocalPool.open();
    await pool.addUser("ada@example.com");
    AccessToken = (await pool.tokensOf("ada@example.com"))["AccessToken"];
  });
  after(() => pool.close());

  const change = (PreviousPassword: string, ProposedPassword: string) =>
    pool.call("ChangePassword", { AccessToken, PreviousPassword, ProposedPassword });

  it("refuses a wrong old password, and a new one below the policy", async () => {
    assert.deepEqual(
      refusal(await change("Wrong-horse-12", next)),
      refused("NotAuthorizedException", "Incorrect username or password."),
    );
    assert.equal((await change(password, "short")).body.__type, "InvalidPasswordException");
  });

  it("changes the password", async () => {
    assert.equal((await change(password, next)).status, 200);
    assert.equal((await pool.signIn("ada@example.com", next)).status, 200);
    assert.equal((await pool.signIn("ada@example.com", password)).status, 400);
  });
});
