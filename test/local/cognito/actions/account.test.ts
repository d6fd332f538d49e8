import assert from "node:assert/strict";
import { recordFrom } from "#local/cognito/attributes";
import { claimsOf, LocalPool, refusal, refused } from "../local-pool.ts";

describe("accountActions", () => {
  let pool: LocalPool;
  let AccessToken: string | undefined;
  beforeEach(async () => {
    pool = await LocalPool.open();
    await pool.addUser("ada@example.com");
    AccessToken = (await pool.tokensOf("ada@example.com"))["AccessToken"];
  });
  afterEach(() => pool.close());

  const attributes = async (): Promise<Record<string, string>> =>
    recordFrom((await pool.call("GetUser", { AccessToken })).body.UserAttributes);
  const update = (Name: string, Value: string) =>
    pool.call("UpdateUserAttributes", { AccessToken, UserAttributes: [{ Name, Value }] });

  it("GetUser shows the holder of the token", async () => {
    const { body } = await pool.call("GetUser", { AccessToken });
    assert.equal(body.Username, claimsOf(AccessToken)["sub"]);
    assert.equal((await attributes())["email"], "ada@example.com");
  });

  it("refuses an access token that is forged, unsigned or too old", async () => {
    const [header = "", claims = "", signature = ""] = (AccessToken ?? "").split(".");
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const admin = Buffer.from(
      JSON.stringify({ ...claimsOf(AccessToken), username: "somebody-else" }),
    ).toString("base64url");
    for (const forged of [
      `${header}.${admin}.${signature}`,
      `${unsigned}.${claims}.`,
      `${unsigned}.${claims}.${signature}`,
    ]) {
      assert.deepEqual(
        refusal(await pool.call("GetUser", { AccessToken: forged })),
        refused("NotAuthorizedException", "Invalid Access Token"),
      );
    }
    pool.now += 3_600_000;
    assert.deepEqual(
      refusal(await pool.call("GetUser", { AccessToken })),
      refused("NotAuthorizedException", "Access Token has expired"),
    );
  });

  it("UpdateUserAttributes changes what the client may write, and nothing else", async () => {
    assert.equal((await update("name", "Augusta")).status, 200);
    assert.equal((await attributes())["name"], "Augusta");
    assert.match((await update("email_verified", "true")).body.message, /unauthorized attribute/);
    assert.match((await update("name", "")).body.message, /name: The attribute is required/);
  });

  it("refuses to change the address, which a row of users is found by", async () => {
    assert.deepEqual(
      refusal(await update("email", "new@example.com")),
      refused(
        "InvalidParameterException",
        "user.email: Attribute cannot be updated. (changing an immutable attribute)",
      ),
    );
    assert.equal((await attributes())["email"], "ada@example.com");
    assert.equal((await pool.signIn("ada@example.com")).status, 200);
  });

  it("GetUserAttributeVerificationCode sends a code and says where", async () => {
    const { body } = await pool.call("GetUserAttributeVerificationCode", {
      AccessToken,
      AttributeName: "email",
    });
    assert.equal(body.CodeDeliveryDetails.Destination, "a***@e***");
    assert.equal(pool.mails.at(-1)?.kind, "VerifyUserAttribute");
  });

  it("DeleteUserAttributes leaves what is required", async () => {
    const answer = await pool.call("DeleteUserAttributes", {
      AccessToken,
      UserAttributeNames: ["name"],
    });
    assert.equal(answer.body.__type, "InvalidParameterException");
    assert.equal((await attributes())["name"], "Ada Lovelace");
  });

  it("DeleteUser ends the account, and frees the address", async () => {
    assert.equal((await pool.call("DeleteUser", { AccessToken })).status, 200);
    assert.equal((await pool.signIn("ada@example.com")).status, 400);
    assert.equal((await pool.signUp("ada@example.com")).status, 200);
  });
});
