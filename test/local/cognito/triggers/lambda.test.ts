import assert from "node:assert/strict";
import type { TriggerName } from "#local/cognito/triggers/events";
import type { TriggerResult } from "#local/cognito/triggers/lambda";
import { LocalPool, refusal, refused } from "../local-pool.ts";

const failed = (errorMessage: string): TriggerResult => ({
  ok: false,
  kind: "function-error",
  errorType: "Error",
  errorMessage,
});

describe("TriggerLambda", () => {
  let pool: LocalPool;
  beforeEach(async () => {
    pool = await LocalPool.open();
  });
  afterEach(() => pool.close());

  /** Answers one trigger so, the others as usual. */
  const answer = (name: TriggerName, result: TriggerResult): void => {
    pool.trigger = (called, event) =>
      Promise.resolve(called === name ? result : { ok: true, payload: event });
  };
  const confirm = (email: string) =>
    pool.call("ConfirmSignUp", { Username: email, ConfirmationCode: pool.codeFor(email) });
  const statusOf = async (email: string): Promise<unknown> =>
    (await pool.call("AdminGetUser", { Username: email })).body.UserStatus;

  it("shapes PreSignUp's event as AWS does: no sub, no status, the sub-to-be as userName", async () => {
    const { body } = await pool.signUp("ada@example.com", {
      ClientMetadata: { campaign: "spring" },
      ValidationData: [{ Name: "captcha", Value: "42" }],
    });
    assert.deepEqual(pool.eventsOf("PreSignUp"), [
      {
        version: "1",
        region: "us-east-1",
        userPoolId: pool.cognito.userPoolId,
        userName: body.UserSub,
        callerContext: {
          awsSdkVersion: "aws-sdk-unknown-unknown",
          clientId: pool.cognito.clientId,
        },
        triggerSource: "PreSignUp_SignUp",
        request: {
          userAttributes: {
            email: "ada@example.com",
            name: "Ada Lovelace",
            preferred_username: "ada",
          },
          validationData: { captcha: "42" },
          clientMetadata: { campaign: "spring" },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
  });

  it("shapes PostConfirmation's and PostAuthentication's events as AWS does", async () => {
    const sub = await pool.addUser("ada@example.com");
    await pool.signIn("ada@example.com");
    const userAttributes = {
      sub,
      "cognito:user_status": "CONFIRMED",
      email: "ada@example.com",
      email_verified: "true",
      name: "Ada Lovelace",
      preferred_username: "ada",
    };
    const shared = {
      version: "1",
      region: "us-east-1",
      userPoolId: pool.cognito.userPoolId,
      userName: sub,
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: pool.cognito.clientId },
      response: {},
    };
    assert.deepEqual(pool.eventsOf("PostConfirmation"), [
      {
        ...shared,
        triggerSource: "PostConfirmation_ConfirmSignUp",
        request: { userAttributes },
      },
    ]);
    assert.deepEqual(pool.eventsOf("PostAuthentication"), [
      {
        ...shared,
        triggerSource: "PostAuthentication_Authentication",
        request: { userAttributes, newDeviceUsed: false },
      },
    ]);
  });

  it("refuses the sign-up, stores nobody and sends nothing, when PreSignUp fails", async () => {
    answer("PreSignUp", failed("HANDLE_TAKEN"));
    assert.deepEqual(
      refusal(await pool.signUp("ada@example.com")),
      refused("UserLambdaValidationException", "PreSignUp failed with error HANDLE_TAKEN."),
    );
    assert.deepEqual(pool.mails, []);
    assert.equal(await statusOf("ada@example.com"), undefined);
    assert.equal(pool.events.length, 1);
  });

  it("asks three times before it gives up on a function that does not answer", async () => {
    answer("PreSignUp", { ok: false, kind: "timeout" });
    assert.deepEqual(
      refusal(await pool.signUp("ada@example.com")),
      refused(
        "UnexpectedLambdaException",
        "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
      ),
    );
    assert.equal(pool.events.length, 3);
    const [first, , third] = pool.eventsOf("PreSignUp");
    assert.deepEqual(first, third);
  });

  it("takes an answer that comes at the second or third try", async () => {
    let invocations = 0;
    pool.trigger = (_name, event) =>
      Promise.resolve(
        ++invocations < 3 ? { ok: false, kind: "timeout" } : { ok: true, payload: event },
      );
    assert.equal((await pool.signUp("ada@example.com")).status, 200);
    assert.equal(invocations, 3);
  });

  it("says when a function cannot be reached, without trying again", async () => {
    answer("PreSignUp", { ok: false, kind: "unreachable", message: "connect ECONNREFUSED" });
    assert.deepEqual(
      refusal(await pool.signUp("ada@example.com")),
      refused(
        "UnexpectedLambdaException",
        "PreSignUp invocation failed due to error connect ECONNREFUSED.",
      ),
    );
    assert.equal(pool.events.length, 1);
  });

  for (const payload of [null, "ok", [], {}, { response: null }, { response: "yes" }]) {
    it(`refuses ${JSON.stringify(payload)}, which is not an event handed back`, async () => {
      answer("PreSignUp", { ok: true, payload });
      assert.deepEqual(
        refusal(await pool.signUp("ada@example.com")),
        refused("InvalidLambdaResponseException", "Unrecognizable lambda output"),
      );
    });
  }

  it("confirms the user, and says that PostConfirmation failed", async () => {
    await pool.signUp("ada@example.com");
    answer("PostConfirmation", failed("no database"));
    assert.deepEqual(
      refusal(await confirm("ada@example.com")),
      refused("UserLambdaValidationException", "PostConfirmation failed with error no database."),
    );
    assert.equal(await statusOf("ada@example.com"), "CONFIRMED");
    answer("PostConfirmation", { ok: true, payload: { response: {} } });
    assert.match((await confirm("ada@example.com")).body.message, /Current status is CONFIRMED/);
  });

  it("refuses the sign-in when PostAuthentication fails", async () => {
    await pool.addUser("ada@example.com");
    answer("PostAuthentication", failed("no"));
    assert.deepEqual(
      refusal(await pool.signIn("ada@example.com")),
      refused("UserLambdaValidationException", "PostAuthentication failed with error no."),
    );
  });

  it("sends no code when PreSignUp confirms the user itself", async () => {
    pool.trigger = (name, event) => {
      const response = { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false };
      return Promise.resolve({
        ok: true,
        payload: name === "PreSignUp" ? { ...event, response } : event,
      });
    };
    const { body } = await pool.signUp("ada@example.com");
    assert.equal(body.UserConfirmed, true);
    assert.equal(body.CodeDeliveryDetails, undefined);
    assert.deepEqual(pool.mails, []);
    assert.equal(pool.eventsOf("PostConfirmation").length, 1);
    assert.equal((await pool.signIn("ada@example.com")).status, 200);
  });

  it("does not stop at a failure: the same address signs up once PreSignUp agrees", async () => {
    answer("PreSignUp", failed("TRY_LATER"));
    await pool.signUp("ada@example.com");
    answer("PreSignUp", { ok: true, payload: { response: {} } });
    assert.equal((await pool.signUp("ada@example.com")).status, 200);
  });
});
