import assert from "node:assert/strict";
import { checkAccount, currentIdentity } from "#cloud/account";
import { UserError } from "#lib/errors";
import { describeWithMoto } from "#test/moto";

const REGION = "us-east-1";

describeWithMoto("the account of a stack", () => {
  const MOTO = "123456789012";

  it("is the one that this machine is signed in to", async () => {
    assert.equal((await currentIdentity(REGION)).account, MOTO);
    await checkAccount("dev", REGION, MOTO);
  });

  it("is not asked for where any will do", async () => {
    await checkAccount("dev", REGION, undefined);
  });

  it("is refused when it is another one, and both are named", async () => {
    await assert.rejects(checkAccount("prod", REGION, "210987654321"), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^Stack prod belongs to account 210987654321, and you are signed in to 123456789012\.$/,
      );
      assert.match(error.hint!, /AWS_PROFILE.*accountId in Pulumi\.prod\.yaml/);
      return true;
    });
  });
});
