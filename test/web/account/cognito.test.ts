import assert from "node:assert/strict";
import { cognitoClient, cognitoErrorFrom } from "../../../web/account/cognito.ts";
import { ServiceError } from "../../../web/errors.ts";

/** A fetch that always gives this answer, and the requests it got. */
function answering(status: number, body: unknown) {
  const requests: { target: string | null; body: unknown }[] = [];
  const fetchFrom: typeof fetch = (_url, init) => {
    const target = new Headers(init?.headers).get("x-amz-target");
    requests.push({ target, body: JSON.parse(String(init?.body)) as unknown });
    return Promise.resolve(Response.json(body, { status }));
  };
  return { requests, fetchFrom };
}

describe("cognitoClient", () => {
  it("sends SignUp as Cognito wants it, with the email as user name", async () => {
    const { requests, fetchFrom } = answering(200, { UserConfirmed: false });
    const cognito = cognitoClient("http://cognito.test/", "client-1", fetchFrom);
    const input = { name: "Ada", handle: "ada", email: "ada@example.com", password: "secret" };

    assert.deepEqual(await cognito.SignUp(input), { UserConfirmed: false });
    assert.deepEqual(requests, [
      {
        target: "AWSCognitoIdentityProviderService.SignUp",
        body: {
          ClientId: "client-1",
          Username: "ada@example.com",
          Password: "secret",
          UserAttributes: [
            { Name: "email", Value: "ada@example.com" },
            { Name: "name", Value: "Ada" },
            { Name: "preferred_username", Value: "ada" },
          ],
        },
      },
    ]);
  });

  it("throws the trigger's own code when a trigger refuses", async () => {
    const { fetchFrom } = answering(400, {
      __type: "UserLambdaValidationException",
      message: "PreSignUp failed with error HANDLE_TAKEN.",
    });
    const cognito = cognitoClient("http://cognito.test/", "client-1", fetchFrom);
    await assert.rejects(cognito.ForgotPassword("ada@example.com"), { code: "HANDLE_TAKEN" });
  });

  it("throws the challenge's name when Cognito asks for more than a password", async () => {
    const { fetchFrom } = answering(200, { ChallengeName: "NEW_PASSWORD_REQUIRED" });
    const cognito = cognitoClient("http://cognito.test/", "client-1", fetchFrom);
    const refused = { name: "ServiceError", code: "NEW_PASSWORD_REQUIRED" };
    await assert.rejects(cognito.InitiateAuth("ada@example.com", "secret"), refused);
  });

  it("throws network when nothing answers, or something that is not JSON", async () => {
    const silent: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));
    const proxy: typeof fetch = () => Promise.resolve(new Response("<html>", { status: 502 }));
    for (const fetchFrom of [silent, proxy]) {
      const cognito = cognitoClient("http://cognito.test/", "client-1", fetchFrom);
      await assert.rejects(cognito.RevokeToken("token"), { code: "network" });
    }
  });
});

describe("cognitoErrorFrom", () => {
  it("drops the namespace of a type", () => {
    const error = cognitoErrorFrom({ __type: "com.amazonaws#CodeMismatchException" }, 400);
    assert.equal(error.code, "CodeMismatchException");
  });

  it("falls back on the status when there is no type", () => {
    assert.ok(cognitoErrorFrom({}, 500) instanceof ServiceError);
    assert.equal(cognitoErrorFrom({}, 500).code, "HTTP 500");
  });
});
