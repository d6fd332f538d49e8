import assert from "node:assert/strict";
import { wrongCodesAllowed } from "#local/cognito/codes";
import { LocalPool, refusal, refused, wrongCode } from "../local-pool.ts";

const hour = 3_600_000;
const expired = refused(
  "ExpiredCodeException",
  "Invalid code provided, please request a code again.",
);

describe("ConfirmSignUp", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
  });
  after(() => pool.close());

  const confirm = (email: string, code = pool.codeFor(email)) =>
    pool.call("ConfirmSignUp", { Username: email, ConfirmationCode: code });

  it("confirms the user and the address", async () => {
    await pool.signUp("ada@example.com");
    assert.deepEqual((await confirm("ada@example.com")).body, {});
    const { body } = await pool.call("AdminGetUser", { Username: "ada@example.com" });
    assert.equal(body.UserStatus, "CONFIRMED");
    assert.deepEqual(
      body.UserAttributes.find(({ Name }) => Name === "email_verified"),
      { Name: "email_verified", Value: "true" },
    );
  });

  it("does not mind the case of the address", async () => {
    await pool.signUp("case@example.com");
    assert.equal((await confirm("CASE@Example.com", pool.codeFor("case@example.com"))).status, 200);
  });

  it("refuses to confirm twice", async () => {
    await pool.addUser("twice@example.com");
    assert.deepEqual(
      refusal(await confirm("twice@example.com")),
      refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
    );
  });

  it("confirms once, and calls PostConfirmation once, when two come at once", async () => {
    const sub = (await pool.signUp("both@example.com")).body.UserSub;
    const answers = await Promise.all([confirm("both@example.com"), confirm("both@example.com")]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    assert.equal(
      pool.eventsOf("PostConfirmation").filter(({ userName }) => userName === sub).length,
      1,
    );
  });

  it("refuses a wrong code, and takes the right one after it", async () => {
    await pool.signUp("slip@example.com");
    assert.deepEqual(
      refusal(await confirm("slip@example.com", wrongCode(pool.codeFor("slip@example.com")))),
      refused("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    assert.equal((await confirm("slip@example.com")).status, 200);
  });

  it(`takes no code, right or wrong, after ${wrongCodesAllowed} wrong ones in an hour`, async () => {
    await pool.signUp("guess@example.com");
    const wrong = wrongCode(pool.codeFor("guess@example.com"));
    for (let tries = 0; tries < wrongCodesAllowed; tries++)
      await confirm("guess@example.com", wrong);
    assert.deepEqual(
      refusal(await confirm("guess@example.com")),
      refused("LimitExceededException", "Attempt limit exceeded, please try after some time."),
    );
    pool.now += hour;
    assert.equal((await confirm("guess@example.com")).status, 200);
  });

  it("takes a code for 24 hours and no longer", async () => {
    await pool.signUp("early@example.com");
    await pool.signUp("late@example.com");
    pool.now += 24 * hour - 1;
    assert.equal((await confirm("early@example.com")).status, 200);
    pool.now += 1;
    assert.deepEqual(refusal(await confirm("late@example.com")), expired);
  });

  it("answers for nobody as for a code that was never sent", async () => {
    assert.deepEqual(refusal(await confirm("nobody@example.com", "123456")), expired);
  });
});

describe("ResendConfirmationCode", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
  });
  after(() => pool.close());

  const resend = (email: string) => pool.call("ResendConfirmationCode", { Username: email });

  it("sends a new code, after which the old one is worth nothing", async () => {
    await pool.signUp("ada@example.com");
    const old = pool.codeFor("ada@example.com");
    const { body } = await resend("ada@example.com");
    assert.equal(body.CodeDeliveryDetails.Destination, "a***@e***");
    assert.equal(pool.mails.at(-1)?.kind, "ResendCode");
    const code = pool.codeFor("ada@example.com");
    const request = { Username: "ada@example.com" };
    if (old !== code) {
      const answer = await pool.call("ConfirmSignUp", { ...request, ConfirmationCode: old });
      assert.equal(answer.body.__type, "CodeMismatchException");
    }
    assert.equal(
      (await pool.call("ConfirmSignUp", { ...request, ConfirmationCode: code })).status,
      200,
    );
  });

  it("gives the new code a day of its own", async () => {
    await pool.signUp("new@example.com");
    pool.now += 25 * hour;
    await resend("new@example.com");
    const ConfirmationCode = pool.codeFor("new@example.com");
    const answer = await pool.call("ConfirmSignUp", {
      Username: "new@example.com",
      ConfirmationCode,
    });
    assert.equal(answer.status, 200);
  });

  it("refuses when the user is confirmed already", async () => {
    await pool.addUser("done@example.com");
    assert.deepEqual(
      refusal(await resend("done@example.com")),
      refused("InvalidParameterException", "User is already confirmed."),
    );
  });

  it("pretends, and sends nothing, when there is no such user", async () => {
    const sent = pool.mails.length;
    const { status, body } = await resend("nobody@example.com");
    assert.equal(status, 200);
    assert.equal(body.CodeDeliveryDetails.Destination, "n***@e***");
    assert.equal(pool.mails.length, sent);
  });
});
