import assert from "node:assert/strict";
import { readStackOutputs } from "#cloud/read-stack-outputs";
import { RefusedError } from "#lib/errors";

describe("readStackOutputs", () => {
  it("says of target local that it has nothing on AWS, and asks nobody", async () => {
    await assert.rejects(readStackOutputs("local", { PATH: "" }), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(
        error.message,
        /^Target local is this machine's database, and has nothing on AWS/,
      );
      assert.match(error.hint, /npm run status/);
      return true;
    });
  });
});
