import assert from "node:assert/strict";
import { LocalPool, refusal, refused } from "../local-pool.ts";

const revoked = refused("NotAuthorizedException", "Refresh Token has been revoked");
const accessRevoked = refused("NotAuthorizedException", "Access Token has been revoked");

describe("GlobalSignOut", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
    await pool.addUser("ada@example.com");
    await pool.addUser("bob@example.com");
  });
  after(() => pool.close());

  it("ends every sign-in of that user, and nobody else's", async () => {
    const one = await pool.tokensOf("ada@example.com");
    const two = await pool.tokensOf("ada@example.com");
    const bob = await pool.tokensOf("bob@example.com");
    assert.deepEqual(
      (await pool.call("GlobalSignOut", { AccessToken: one["AccessToken"] })).body,
      {},
    );
    for (const tokens of [one, two]) {
      assert.deepEqual(refusal(await pool.refresh(tokens["RefreshToken"])), revoked);
      const user = await pool.call("GetUser", { AccessToken: tokens["AccessToken"] });
      assert.deepEqual(refusal(user), accessRevoked);
    }
    assert.equal((await pool.refresh(bob["RefreshToken"])).status, 200);
  });

  it("lets the user sign in again", async () => {
    const { AccessToken } = await pool.tokensOf("ada@example.com");
    await pool.call("GlobalSignOut", { AccessToken });
    const again = await pool.tokensOf("ada@example.com");
    const user = await pool.call("GetUser", { AccessToken: again["AccessToken"] });
    assert.equal(user.status, 200);
  });

  it("refuses what is no access token of the pool", async () => {
    const { IdToken } = await pool.tokensOf("ada@example.com");
    for (const AccessToken of ["rubbish", IdToken]) {
      assert.deepEqual(
        refusal(await pool.call("GlobalSignOut", { AccessToken })),
        refused("NotAuthorizedException", "Invalid Access Token"),
      );
    }
  });

  it("is there for the administrator too", async () => {
    const { RefreshToken } = await pool.tokensOf("bob@example.com");
    await pool.call("AdminUserGlobalSignOut", { Username: "bob@example.com" });
    assert.deepEqual(refusal(await pool.refresh(RefreshToken)), revoked);
  });
});

describe("RevokeToken", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
    await pool.addUser("ada@example.com");
  });
  after(() => pool.close());

  it("ends one sign-in with the access tokens that came of it, and no other", async () => {
    const one = await pool.tokensOf("ada@example.com");
    const two = await pool.tokensOf("ada@example.com");
    assert.equal((await pool.call("RevokeToken", { Token: one["RefreshToken"] })).status, 200);
    assert.deepEqual(refusal(await pool.refresh(one["RefreshToken"])), revoked);
    const user = await pool.call("GetUser", { AccessToken: one["AccessToken"] });
    assert.deepEqual(refusal(user), accessRevoked);
    assert.equal((await pool.refresh(two["RefreshToken"])).status, 200);
  });

  it("may be asked twice", async () => {
    const { RefreshToken } = await pool.tokensOf("ada@example.com");
    await pool.call("RevokeToken", { Token: RefreshToken });
    assert.equal((await pool.call("RevokeToken", { Token: RefreshToken })).status, 200);
  });

  it("refuses an access token", async () => {
    const { AccessToken } = await pool.tokensOf("ada@example.com");
    const answer = await pool.call("RevokeToken", { Token: AccessToken });
    assert.equal(answer.body.__type, "UnsupportedTokenTypeException");
  });
});
