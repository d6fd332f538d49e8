import assert from "node:assert/strict";
import { actions, isAdminAction } from "#local/cognito/actions/actions";
import { LocalPool } from "../local-pool.ts";

/**
 * The actions here that take no AWS credentials: `authtype: none` in the service's model
 * (https://github.com/boto/botocore/blob/develop/botocore/data/cognito-idp/2016-04-18/service-2.json.gz).
 */
const WITHOUT_CREDENTIALS = [
  ...["ChangePassword", "ConfirmForgotPassword", "ConfirmSignUp", "DeleteUser"],
  ...["DeleteUserAttributes", "ForgotPassword", "GetUser", "GetUserAttributeVerificationCode"],
  ...["GlobalSignOut", "InitiateAuth", "ResendConfirmationCode", "RespondToAuthChallenge"],
  ...["RevokeToken", "SignUp", "UpdateUserAttributes", "VerifyUserAttribute"],
];

describe("isAdminAction", () => {
  it("is true of every action for which Cognito wants credentials", () => {
    const open = [...actions.keys()].filter((name) => !isAdminAction(name));
    assert.deepEqual(open.sort(), WITHOUT_CREDENTIALS);
  });

  it("makes the pool refuse whoever is not trusted, before it looks at the request", async () => {
    const pool = await LocalPool.open();
    for (const name of [...actions.keys()].filter(isAdminAction)) {
      const target = `AWSCognitoIdentityProviderService.${name}`;
      const { status, body } = await pool.cognito.handle({ target, body: "{}", trusted: false });
      assert.equal(status, 403, name);
      assert.match(body, /^\{"__type":"MissingAuthenticationTokenException"/, name);
    }
    await pool.close();
  });
});
