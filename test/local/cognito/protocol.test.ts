import assert from "node:assert/strict";
import { LocalPool, password } from "./local-pool.ts";

describe("answerTo", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
  });
  after(() => pool.close());

  const typeOf = async (target: string | undefined, body: string): Promise<unknown> => {
    const answer = await pool.cognito.handle({ target, body, trusted: true });
    assert.equal(answer.status, 400);
    return (JSON.parse(answer.body) as { __type: string }).__type;
  };
  const service = "AWSCognitoIdentityProviderService";

  it("names an operation it does not know", async () => {
    for (const target of [
      undefined,
      "",
      "SignUp",
      `${service}.`,
      `${service}.Nonsense`,
      `${service}.constructor`,
      `${service}.SignUp.More`,
      "AWSOtherService.SignUp",
    ]) {
      assert.equal(await typeOf(target, "{}"), "UnknownOperationException");
    }
  });

  it("names a body it cannot read", async () => {
    for (const body of ["", "{", "null", "[]", '"text"', "1"]) {
      assert.equal(await typeOf(`${service}.SignUp`, body), "SerializationException");
    }
  });

  it("answers what is malformed with a refusal, never a failure", async () => {
    const odd = [null, 1, true, "", "x", [], [null], [1], {}, { Name: 1 }, "__proto__"];
    for (const action of ["SignUp", "ConfirmSignUp", "InitiateAuth", "ForgotPassword", "GetUser"]) {
      for (const value of odd) {
        const { status } = await pool.call(action, {
          Username: value,
          Password: value,
          UserAttributes: value,
          ConfirmationCode: value,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: value,
          AccessToken: value,
        });
        assert.notEqual(status, 500, `${action} ${JSON.stringify(value)}`);
        const attributes = await pool.signUp("odd@example.com", { UserAttributes: value });
        assert.equal(attributes.status, 400);
      }
    }
  });

  it("speaks Cognito's JSON, and names the request", async () => {
    const { headers } = await pool.call("SignUp", {});
    assert.equal(headers["content-type"], "application/x-amz-json-1.1");
    assert.match(headers["x-amzn-requestid"] ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(headers["x-amzn-errortype"], "InvalidParameterException:");
  });

  it("fails without a word of what was sent when a trigger breaks", async () => {
    pool.trigger = () => Promise.reject(new Error("secret@example.com broke it"));
    const answer = await pool.signUp("secret@example.com");
    pool.trigger = (_name, event) => Promise.resolve({ ok: true, payload: event });
    assert.equal(answer.status, 500);
    assert.equal(answer.body.__type, "InternalErrorException");
    const line = pool.lines.at(-1);
    assert.equal(line?.["level"], "error");
    assert.ok(!JSON.stringify([line, answer.body]).includes("secret"));
    assert.match(String((line["trace"] as string[])[0]), /protocol\.test\.ts/);
  });

  it("logs each request by its id, action, sub and outcome, and nobody's data", async () => {
    pool.lines.length = 0;
    const sub = await pool.addUser("private@example.com");
    await pool.signIn("private@example.com", "Wrong-horse-12");
    const tokens = await pool.tokensOf("private@example.com");
    await pool.call("ForgotPassword", { Username: "private@example.com" });
    const lines = pool.lines.map(({ action, sub, error }) => ({ action, sub, error }));
    const fine = { sub, error: undefined };
    assert.deepEqual(lines, [
      { action: "SignUp", ...fine },
      { action: "ConfirmSignUp", ...fine },
      { action: "InitiateAuth", sub, error: "NotAuthorizedException" },
      { action: "InitiateAuth", ...fine },
      { action: "ForgotPassword", ...fine },
    ]);
    const log = JSON.stringify(pool.lines);
    const secrets = [
      ...["private@example.com", "Ada", password, "Wrong-horse"],
      ...pool.mails.map(({ code }) => `"${code}"`),
      ...Object.values(tokens).filter((token) => token.length > 100),
    ];
    for (const secret of secrets) assert.ok(!log.includes(secret), secret.slice(0, 20));
    assert.ok(pool.lines.every(({ requestId, ms }) => requestId && typeof ms === "number"));
  });
});
