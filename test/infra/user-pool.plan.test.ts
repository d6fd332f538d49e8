import assert from "node:assert/strict";
import { UserPool, type UserPoolArgs } from "#infra/user-pool";
import { requiredAttributes } from "#lib/domain/user-pool";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import { sampleTriggers } from "./sample-functions.ts";

const POOL_ARN = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${REGION}_c0ffee`;

const made = (changes: Partial<UserPoolArgs> = {}) =>
  planOf(
    () =>
      new UserPool("cruddur-user-pool", {
        prefix: "cruddur-dev",
        isProtected: false,
        triggers: sampleTriggers(),
        ...changes,
      }),
  );

const poolOf = (plan: Plan<unknown>) => plan.only("aws:cognito/userPool:UserPool");
const clientOf = (plan: Plan<unknown>) => plan.only("aws:cognito/userPoolClient:UserPoolClient");

describe("UserPool", () => {
  let plan: Plan<UserPool>;
  before(async () => void (plan = await made()));

  it("names its parts for itself", () => {
    const own = plan.resources.filter(({ parent }) => parent === "cruddur-user-pool");
    assert.deepEqual(
      own.map(({ name }) => name),
      [
        "cruddur-user-pool-pool",
        "cruddur-user-pool-client",
        "cruddur-user-pool-may-call-pre-sign-up",
        "cruddur-user-pool-may-call-post-confirmation",
        "cruddur-user-pool-may-call-post-authentication",
      ],
    );
  });

  describe("what can never be changed", () => {
    // A pool that exists keeps these for ever. When one of these tests fails, take the change back: it would replace
    // the pool and every account in it, or fail the update halfway. lib/domain/user-pool-schema.ts says what to do instead.
    it("is that people sign in by their email, in any case, and by no alias", () => {
      const { inputs } = poolOf(plan);
      assert.deepEqual(inputs["usernameAttributes"], ["email"]);
      assert.equal(inputs["aliasAttributes"], undefined);
      assert.deepEqual(inputs["usernameConfiguration"], { caseSensitive: false });
    });

    it("is the schema: an email that stays, a name, a handle, each with Cognito's own lengths", () => {
      const attribute = (name: string, mutable: boolean) => ({
        name,
        attributeDataType: "String",
        required: true,
        mutable,
        stringAttributeConstraints: { minLength: "0", maxLength: "2048" },
      });
      assert.deepEqual(poolOf(plan).inputs["schemas"], [
        attribute("email", false),
        attribute("name", true),
        attribute("preferred_username", true),
      ]);
    });

    it("is shown by a tag, since the engine is told to leave the schema alone", () => {
      assert.deepEqual(poolOf(plan).options.ignoreChanges, ["schemas"]);
      assert.deepEqual(poolOf(plan).inputs["tags"], {
        "cruddur:schema": "email:fixed name preferred_username",
      });
    });

    it("is that the client has no secret, which a page could not keep", () => {
      assert.equal(clientOf(plan).inputs["generateSecret"], false);
    });
  });

  it("lets the client write every required attribute: without one of them every sign-up fails", () => {
    const { inputs } = clientOf(plan);
    for (const name of requiredAttributes)
      assert.ok(inputs["writeAttributes"].includes(name), name);
    assert.ok(!inputs["writeAttributes"].includes("email_verified"));
    assert.deepEqual(inputs["readAttributes"], [...requiredAttributes, "email_verified"]);
  });

  it("takes the flows that the page and the bootcamp's page use, and no administrator's", () => {
    assert.deepEqual(clientOf(plan).inputs["explicitAuthFlows"], [
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ]);
  });

  it("does not tell whether an address has an account, and takes tokens back", () => {
    const { inputs } = clientOf(plan);
    assert.equal(inputs["preventUserExistenceErrors"], "ENABLED");
    assert.equal(inputs["enableTokenRevocation"], true);
  });

  it("says how long tokens live, and in which unit: Cognito would take minutes for hours", () => {
    const { inputs } = clientOf(plan);
    assert.equal(inputs["accessTokenValidity"], 60);
    assert.equal(inputs["idTokenValidity"], 60);
    assert.equal(inputs["refreshTokenValidity"], 30);
    assert.deepEqual(inputs["tokenValidityUnits"], {
      accessToken: "minutes",
      idToken: "minutes",
      refreshToken: "days",
    });
  });

  it("has the password rules of the local copy", () => {
    const { passwordPolicy, autoVerifiedAttributes, accountRecoverySetting } = poolOf(plan).inputs;
    assert.equal(passwordPolicy.minimumLength, 12);
    assert.equal(passwordPolicy.temporaryPasswordValidityDays, 7);
    assert.deepEqual(autoVerifiedAttributes, ["email"]);
    assert.deepEqual(accountRecoverySetting.recoveryMechanisms, [
      { name: "verified_email", priority: 1 },
    ]);
  });

  it("lets nobody add a second factor, which the page could not ask for, and costs nothing for the first thousands", () => {
    const { inputs } = poolOf(plan);
    assert.equal(inputs["mfaConfiguration"], "OFF");
    assert.equal(inputs["softwareTokenMfaConfiguration"], undefined);
    assert.equal(inputs["userPoolTier"], "LITE");
  });

  it("calls its three triggers", () => {
    const arn = (name: string) =>
      `arn:aws:lambda:${REGION}:${ACCOUNT}:function:cruddur-dev-${name}`;
    assert.deepEqual(poolOf(plan).inputs["lambdaConfig"], {
      preSignUp: arn("pre-sign-up"),
      postConfirmation: arn("post-confirmation"),
      postAuthentication: arn("post-authentication"),
    });
  });

  it("is the only one that may call them", () => {
    const permissions = plan.all("aws:lambda/permission:Permission");
    assert.deepEqual(
      permissions.map(({ inputs }) => inputs["function"]),
      ["pre-sign-up", "post-confirmation", "post-authentication"].map(
        (name) => `cruddur-dev-${name}`,
      ),
    );
    for (const { inputs } of permissions) {
      assert.equal(inputs["action"], "lambda:InvokeFunction");
      assert.equal(inputs["principal"], "cognito-idp.amazonaws.com");
      assert.equal(inputs["sourceArn"], POOL_ARN);
      assert.equal(inputs["sourceAccount"], ACCOUNT);
      assert.equal(inputs["statementId"], undefined, "a fixed one could not be replaced in time");
    }
  });

  it("is locked twice where it is protected, and free where it is not", async () => {
    const locked = poolOf(await made({ prefix: "cruddur-prod", isProtected: true }));
    assert.equal(locked.options.protect, true);
    assert.equal(locked.inputs["deletionProtection"], "ACTIVE");
    assert.equal(poolOf(plan).options.protect, false);
    assert.equal(poolOf(plan).inputs["deletionProtection"], "INACTIVE");
  });

  it("gives its id, its client's and what tokens carry as issuer", async () => {
    const { userPoolId, clientId, issuer, arn } = plan.result;
    assert.equal(await valueOf(userPoolId), `${REGION}_c0ffee`);
    assert.equal(await valueOf(clientId), "c0ffee0client0id");
    assert.equal(
      await valueOf(issuer),
      `https://cognito-idp.${REGION}.amazonaws.com/${REGION}_c0ffee`,
    );
    assert.equal(await valueOf(arn), POOL_ARN);
  });
});
